/** Draws a fragment shader over a whole canvas in a real browser's WebGL 2 and reads it back. */

import type { Page } from 'playwright-core';

/** A shader and what it is given. */
export interface FragmentDrawing {
  /** GLSL ES 3.00 with one output. */
  readonly fragment: string;
  /** Floats and vectors by name; those that the shader does not have are left out. */
  readonly uniforms?: Readonly<Record<string, number | readonly number[]>>;
  /** The contents of uniform blocks and of arrays of vec4 by name. */
  readonly blocks?: Readonly<Record<string, readonly number[]>>;
  readonly arrays?: Readonly<Record<string, readonly number[]>>;
  readonly width: number;
  readonly height: number;
}

/** Give the pixels, rgba from the top row. @throws Error with the compiler's words */
export async function drawFragment(page: Page, drawing: FragmentDrawing): Promise<Uint8Array> {
  // What is passed as text is compiled by the page: this project is checked without the browser's types.
  return Uint8Array.from((await page.evaluate(`(${DRAW})(${JSON.stringify(drawing)})`)) as number[]);
}

const DRAW = `function ({ fragment, uniforms = {}, blocks = {}, arrays = {}, width, height }) {
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
  for (const [name, values] of Object.entries(arrays)) gl.uniform4fv(gl.getUniformLocation(program, name), values);
  Object.entries(blocks).forEach(([name, values], place) => {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, buffer);
    gl.bufferData(gl.UNIFORM_BUFFER, new Float32Array(values), gl.STATIC_DRAW);
    gl.bindBufferBase(gl.UNIFORM_BUFFER, place, buffer);
    gl.uniformBlockBinding(program, gl.getUniformBlockIndex(program, name), place);
  });
  gl.drawArrays(gl.TRIANGLES, 0, 3);
  const rows = new Uint8Array(4 * width * height);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rows);
  const fromTop = [];
  for (let row = height - 1; row >= 0; row--) fromTop.push(...rows.subarray(4 * width * row, 4 * width * (row + 1)));
  return fromTop;
}`;
