/** Draws a fragment shader over a whole canvas in a real browser's WebGL 2 and reads it back. */

import type { Page } from 'playwright-core';

/** A shader and what it is given. */
export interface FragmentDrawing {
  /** GLSL ES 3.00 with one output. */
  readonly fragment: string;
  /** Floats and vectors by name; those that the shader does not have are left out. */
  readonly uniforms?: Readonly<Record<string, number | readonly number[]>>;
  /** The contents of the shader's one uniform block, by its name. */
  readonly block?: { readonly name: string; readonly values: readonly number[] };
  readonly width: number;
  readonly height: number;
}

/** Give the pixels, rgba from the top row. @throws Error with the compiler's words */
export async function drawFragment(page: Page, drawing: FragmentDrawing): Promise<Uint8Array> {
  // What is passed as text is compiled by the page: this project is checked without the browser's types.
  return Uint8Array.from((await page.evaluate(`(${DRAW})(${JSON.stringify(drawing)})`)) as number[]);
}

const DRAW = `function ({ fragment, uniforms = {}, block, width, height }) {
  const gl = new OffscreenCanvas(width, height).getContext('webgl2');
  const program = gl.createProgram();
  const add = (type, source) => {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(program, shader);
  };
  add(gl.VERTEX_SHADER, \`#version 300 es
    void main() { gl_Position = vec4(4 * (gl_VertexID & 1) - 1, 2 * (gl_VertexID & 2) - 1, 0, 1); }\`);
  add(gl.FRAGMENT_SHADER, fragment);
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  gl.useProgram(program);
  for (const [name, value] of Object.entries(uniforms)) {
    const values = [value].flat();
    gl['uniform' + values.length + 'fv'](gl.getUniformLocation(program, name), values);
  }
  if (block) {
    gl.bindBuffer(gl.UNIFORM_BUFFER, gl.createBuffer());
    gl.bufferData(gl.UNIFORM_BUFFER, new Float32Array(block.values), gl.STATIC_DRAW);
    gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, gl.getParameter(gl.UNIFORM_BUFFER_BINDING));
    gl.uniformBlockBinding(program, gl.getUniformBlockIndex(program, block.name), 0);
  }
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  const rows = new Uint8Array(4 * width * height);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rows);
  const fromTop = [];
  for (let row = height - 1; row >= 0; row--) fromTop.push(...rows.subarray(4 * width * row, 4 * width * (row + 1)));
  return fromTop;
}`;
