/**
 * Programs of WebGL 2 that cover the screen. They are compiled beside the page's own work where the browser can
 * (KHR_parallel_shader_compile): begin, ask now and then whether it is ready, use.
 */

/** A program on its way, or ready. */
export interface GlProgram {
  readonly program: WebGLProgram;
  /** @throws Error with the compiler's words when it failed */
  isReady(): boolean;
  /** The place of a uniform; null when the shader has no use for it. */
  at(uniform: string): WebGLUniformLocation | null;
}

/** Begin to compile a fragment shader. Drawing three vertices with it covers the whole target. */
export function beginProgram(gl: WebGL2RenderingContext, fragment: string): GlProgram {
  const program = gl.createProgram();
  const shaders = [[gl.VERTEX_SHADER, COVER] as const, [gl.FRAGMENT_SHADER, fragment] as const].map(
    ([type, source]) => {
      const shader = gl.createShader(type);
      if (!shader) throw new Error('this browser makes no shader');
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      return shader;
    },
  );
  gl.linkProgram(program);
  const parallel = gl.getExtension('KHR_parallel_shader_compile');
  const places = new Map<string, WebGLUniformLocation | null>();
  let ready = false;
  return {
    program,
    isReady() {
      if (ready) return true;
      // A lost context answers nothing; whoever made it will make it again.
      if (gl.isContextLost()) return false;
      if (parallel && !gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR)) return false;
      if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
        const words = shaders.map((shader) => gl.getShaderInfoLog(shader) ?? '').join(' ');
        throw new Error(`a shader does not compile: ${words || gl.getProgramInfoLog(program)}`.slice(0, 200));
      }
      for (const shader of shaders) gl.deleteShader(shader);
      ready = true;
      return true;
    },
    at(uniform) {
      if (!places.has(uniform)) places.set(uniform, gl.getUniformLocation(program, uniform));
      return places.get(uniform) ?? null;
    },
  };
}

// Implementation

const COVER = `#version 300 es
void main() { gl_Position = vec4(4 * (gl_VertexID & 1) - 1, 2 * (gl_VertexID & 2) - 1, 0, 1); }`;
