/**
 * Draws scenes by itself: the nets as fragment shaders at the screen's own size, from the same description as every renderer's.
 *
 *   each layer → its light × its share, added up in a half-float target a deck → blend, grade, gamma, dither → screen
 *
 * One program an architecture and one for the rest, so that a change of preset compiles nothing; a net's numbers are a uniform
 * block, of which a frame changes only the constants. Plain WebGL 2: uniform blocks of arrays, targets that are added to and
 * compiling aside are all there is to it. What the context holds is made by `openGl`, so that a lost one is made anew.
 */

import { type Cppn, foldCondition } from '../engine/cppn/cppn.ts';
import { glslBlockBytes } from '../engine/cppn/glsl.ts';
import { architectureKey, netSize, packConstants, packWeights } from '../engine/cppn/net-layout.ts';
import { developGlsl, layerGlsl, packFrame } from '../engine/render/frame-glsl.ts';
import { layerShares } from '../engine/render/scene.ts';
import { visibleShare } from './fit.ts';
import { beginProgram, type GlProgram } from './gl-program.ts';
import type { CppnDrawing, CppnView, Size } from './own-drawing.ts';

/** Draw on a canvas. @throws Error where the browser has no WebGL 2 that draws to half floats */
export function cppnView(
  canvas: HTMLCanvasElement,
  wish: WebGLContextAttributes = { powerPreference: 'high-performance' },
): CppnView {
  const gl = canvas.getContext('webgl2', {
    ...{ alpha: false, antialias: false, depth: false, stencil: false },
    ...wish,
  });
  if (!gl) throw new Error('this browser has no WebGL 2');
  let held: GlState | undefined = openGl(gl);
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    held = undefined;
  });
  canvas.addEventListener('webglcontextrestored', () => {
    held = openGl(gl);
  });
  return {
    get size() {
      return { width: canvas.width, height: canvas.height };
    },
    isReady: (scene) => held?.isReady(scene) ?? false,
    draw(drawing) {
      held?.draw(drawing);
      canvas.hidden = false;
    },
    isDone: () => held?.isDone() ?? true,
    resize(width, height) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    },
    hide() {
      canvas.hidden = true;
    },
  };
}

// Implementation

type GlState = Pick<CppnView, 'isReady' | 'draw' | 'isDone'>;

/** A net's uniform block. Nets that were not drawn for a while give theirs up. */
interface Block {
  readonly buffer: WebGLBuffer;
  drawn: number;
}

interface Target extends Size {
  readonly format: number;
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
}

/** Drawings after which an unused net's block is given up. */
const BLOCK_KEPT = 60;
/** The dither: a step of eight bits. */
const STEP = 1 / 255;

function openGl(gl: WebGL2RenderingContext): GlState {
  if (!gl.getExtension('EXT_color_buffer_float') && !gl.getExtension('EXT_color_buffer_half_float')) {
    throw new Error('this GPU does not draw to half floats');
  }
  const isPrecise = ['EXT_color_buffer_float', 'EXT_float_blend', 'OES_texture_float_linear'].every((name) =>
    gl.getExtension(name),
  );
  const mostBytes = Number(gl.getParameter(gl.MAX_UNIFORM_BLOCK_SIZE));
  const programs = new Map<string, GlProgram>();
  const blocks = new Map<Cppn, Block>();
  const develop = beginProgram(gl, developGlsl());
  const targets: Record<'a' | 'b' | 'shown' | 'next', Target | undefined> = {
    ...{ a: undefined, b: undefined, shown: undefined, next: undefined },
  };
  let drawings = 0;
  let fence: WebGLSync | null = null;
  gl.disable(gl.DITHER);
  gl.blendFunc(gl.ONE, gl.ONE);
  gl.clearColor(0, 0, 0, 0);

  function programOf({ spec }: Cppn): GlProgram {
    const key = architectureKey(spec);
    const known = programs.get(key);
    if (known) return known;
    const bytes = glslBlockBytes(spec);
    if (bytes > mostBytes) throw new Error(`a net of ${bytes} bytes, this GPU takes ${mostBytes}`);
    const made = beginProgram(gl, layerGlsl(spec));
    programs.set(key, made);
    return made;
  }

  function blockOf(net: Cppn): Block {
    const known = blocks.get(net);
    if (known) return known;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, buffer);
    gl.bufferData(gl.UNIFORM_BUFFER, glslBlockBytes(net.spec), gl.DYNAMIC_DRAW);
    gl.bufferSubData(gl.UNIFORM_BUFFER, 16 * netSize(net.spec).constants, packWeights(net));
    const block = { buffer, drawn: drawings };
    blocks.set(net, block);
    return block;
  }

  function forgetBlocks(): void {
    for (const [net, { buffer, drawn }] of blocks) {
      if (drawings - drawn < BLOCK_KEPT) continue;
      gl.deleteBuffer(buffer);
      blocks.delete(net);
    }
  }

  /** Give a target of this size and format; one of another is made anew. */
  function target(name: keyof typeof targets, { width, height }: Size, format: number = gl.RGBA16F): Target {
    const known = targets[name];
    if (known?.width === width && known.height === height && known.format === format) return known;
    release(name);
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
    for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.LINEAR);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    const framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    const made = { width, height, format, texture, framebuffer };
    targets[name] = made;
    return made;
  }

  function release(name: keyof typeof targets): void {
    const known = targets[name];
    if (!known) return;
    gl.deleteTexture(known.texture);
    gl.deleteFramebuffer(known.framebuffer);
    targets[name] = undefined;
  }

  function drawLayers(
    { scene, inner }: CppnDrawing,
    frame: Float32Array,
    [across, down]: readonly [number, number],
  ): void {
    const { width, height, layers, blend } = scene;
    const wide = (Math.PI * across * width) / height;
    const high = Math.PI * down;
    const window = [(2 * wide) / inner.width, (-2 * high) / inner.height, -wide, high] as const;
    const shares = layerShares(scene);
    const split = blend?.split ?? layers.length;
    // What two lights differ by may be so dark that the steps of half floats would be seen in it.
    const format = blend?.mode === 'difference' && isPrecise ? gl.RGBA32F : gl.RGBA16F;
    gl.viewport(0, 0, inner.width, inner.height);
    gl.enable(gl.BLEND);
    layers.forEach(({ net, condition }, i) => {
      gl.bindFramebuffer(gl.FRAMEBUFFER, target(i < split ? 'a' : 'b', inner, format).framebuffer);
      // Not by drawing the first one without blending: that would be a second program for the driver, made in the middle of a show.
      if (i === 0 || i === split) gl.clear(gl.COLOR_BUFFER_BIT);
      const layer = programOf(net);
      const block = blockOf(net);
      block.drawn = drawings;
      const constants = new Float32Array(4 * netSize(net.spec).constants);
      packConstants(net, foldCondition(net, condition), constants, 0);
      gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, block.buffer);
      gl.bufferSubData(gl.UNIFORM_BUFFER, 0, constants);
      gl.useProgram(layer.program);
      gl.uniform4fv(layer.at('frame'), frame);
      gl.uniform4f(layer.at('window'), ...window);
      gl.uniform1f(layer.at('share'), shares[i] ?? 0);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    });
    gl.disable(gl.BLEND);
  }

  function drawDeveloped(follow: number, grain: number, before: Target | undefined, into: Target | null): void {
    gl.uniform1f(develop.at('follow'), follow);
    gl.uniform1f(develop.at('grain'), grain);
    gl.activeTexture(gl.TEXTURE2);
    gl.bindTexture(gl.TEXTURE_2D, before?.texture ?? null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, into?.framebuffer ?? null);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  return {
    isReady(scene) {
      if (gl.isContextLost()) return false;
      // All are begun before the first is asked for, so that they are compiled side by side.
      return [develop, ...scene.layers.map(({ net }) => programOf(net))].every((program) => program.isReady());
    },
    draw(drawing) {
      const { scene, follow, fit } = drawing;
      const screen = { width: gl.drawingBufferWidth, height: gl.drawingBufferHeight };
      const frame = packFrame(scene);
      const visible = visibleShare(fit, scene, screen);
      drawings++;
      gl.activeTexture(gl.TEXTURE0);
      drawLayers(drawing, frame, visible);
      gl.viewport(0, 0, screen.width, screen.height);
      gl.useProgram(develop.program);
      ['deckA', 'deckB', 'before'].forEach((name, unit) => gl.uniform1i(develop.at(name), unit));
      gl.uniform4fv(develop.at('frame'), frame);
      gl.uniform2f(develop.at('screen'), screen.width, screen.height);
      gl.uniform2f(develop.at('edge'), ...visible);
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, targets.a?.texture ?? null);
      gl.activeTexture(gl.TEXTURE1);
      gl.bindTexture(gl.TEXTURE_2D, scene.blend ? (targets.b?.texture ?? null) : null);
      if (follow < 1) {
        // The strobe guard softens. It begins from the picture of now: the one before is not kept while nothing has to be softened.
        const shown = targets.shown;
        const isKept = shown?.width === screen.width && shown.height === screen.height;
        gl.activeTexture(gl.TEXTURE2);
        const next = target('next', screen);
        drawDeveloped(isKept ? follow : 1, 0, shown, next);
        [targets.shown, targets.next] = [next, targets.shown];
        drawDeveloped(0, STEP, next, null);
      } else {
        for (const name of ['shown', 'next'] as const) release(name);
        drawDeveloped(1, STEP, undefined, null);
      }
      if (!scene.blend) release('b');
      forgetBlocks();
      if (fence) gl.deleteSync(fence);
      fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
    },
    isDone() {
      if (!fence || gl.isContextLost()) return true;
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
      gl.deleteSync(fence);
      fence = null;
      return true;
    },
  };
}
