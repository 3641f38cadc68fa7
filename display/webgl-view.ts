/**
 * Draws received frames with Three.js: one triangle, the frame's planes as textures. Textures live as long as the frame's size
 * and format; an upload copies the bytes as they came.
 */

import {
  BufferAttribute,
  BufferGeometry,
  Camera,
  DataTexture,
  GLSL3,
  LinearFilter,
  Mesh,
  NoBlending,
  RawShaderMaterial,
  RedFormat,
  RGBAFormat,
  Scene,
  Vector2,
  WebGLRenderer,
} from 'three';
import { type Fit, visibleShare } from './fit.ts';
import { FRAME_FRAGMENT_SHADER, FRAME_VERTEX_SHADER } from './frame-shader.ts';
import type { FrameView } from './frame-view.ts';
import type { ReceivedFrame } from './newest-frame.ts';

/** Draw frames on a canvas by WebGL 2. @throws Error where the browser has none */
export function webglView(canvas: HTMLCanvasElement): FrameView {
  const renderer = new WebGLRenderer({
    canvas,
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
  });
  renderer.autoClear = false;
  const uniforms = {
    picture: { value: null as DataTexture | null },
    blueDifference: { value: null as DataTexture | null },
    redDifference: { value: null as DataTexture | null },
    pictureSize: { value: new Vector2(1, 1) },
    visible: { value: new Vector2(1, 1) },
    enlarged: { value: false },
    turn: { value: 0 },
  };
  const materials = { i420: material({ PLANAR: '' }), rgba: material({}) };
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3));
  const triangle = new Mesh(geometry, materials.rgba);
  triangle.frustumCulled = false;
  const scene = new Scene();
  scene.add(triangle);
  const camera = new Camera();
  const screen = new Vector2();
  let textures: DataTexture[] = [];
  let shape = '';

  function material(defines: Record<string, string>): RawShaderMaterial {
    return new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: FRAME_VERTEX_SHADER,
      fragmentShader: FRAME_FRAGMENT_SHADER,
      defines,
      uniforms,
      blending: NoBlending,
      depthTest: false,
      depthWrite: false,
    });
  }

  function useTextures({ header, pixels }: ReceivedFrame): void {
    const planes = planesOf(header, pixels);
    const wanted = `${header.format} ${header.width} ${header.height}`;
    if (wanted !== shape) {
      for (const texture of textures) texture.dispose();
      textures = planes.map((plane) => makeTexture(plane));
      shape = wanted;
      triangle.material = materials[header.format];
      [uniforms.picture.value, uniforms.blueDifference.value, uniforms.redDifference.value] = [
        textures[0] ?? null,
        textures[1] ?? null,
        textures[2] ?? null,
      ];
      uniforms.pictureSize.value.set(header.width, header.height);
    }
    planes.forEach((plane, i) => {
      const texture = textures[i];
      if (!texture) return;
      texture.image.data = plane.bytes;
      texture.needsUpdate = true;
    });
  }

  return {
    show(frame) {
      useTextures(frame);
      uniforms.turn.value = 5.588238 * (frame.header.sequence % 64);
    },
    draw(fit: Fit) {
      if (textures.length === 0) return;
      renderer.getDrawingBufferSize(screen);
      const picture = uniforms.pictureSize.value;
      const [across, down] = visibleShare(
        fit,
        { width: picture.x, height: picture.y },
        { width: screen.x, height: screen.y },
      );
      uniforms.visible.value.set(across, down);
      uniforms.enlarged.value = screen.x > 1.01 * across * picture.x;
      renderer.render(scene, camera);
    },
    resize(width, height, pixelRatio) {
      renderer.setPixelRatio(pixelRatio);
      renderer.setSize(width, height, false);
    },
  };
}

// Implementation

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 4;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function planesOf({ format, width, height }: ReceivedFrame['header'], received: ReceivedFrame['pixels']): Plane[] {
  // Frames come off a socket, never from shared memory, which WebGL would not take.
  const pixels = received as Uint8Array<ArrayBuffer>;
  if (format === 'rgba') return [{ width, height, channels: 4, bytes: pixels }];
  const luma = width * height;
  const half = { width: width / 2, height: height / 2, channels: 1 } as const;
  return [
    { width, height, channels: 1, bytes: pixels.subarray(0, luma) },
    { ...half, bytes: pixels.subarray(luma, luma + luma / 4) },
    { ...half, bytes: pixels.subarray(luma + luma / 4) },
  ];
}

function makeTexture({ width, height, channels, bytes }: Plane): DataTexture {
  const texture = new DataTexture(bytes, width, height, channels === 4 ? RGBAFormat : RedFormat);
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearFilter;
  texture.unpackAlignment = channels;
  texture.generateMipmaps = false;
  return texture;
}
