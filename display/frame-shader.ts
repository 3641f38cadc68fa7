/**
 * The stage's shader: one picture of either pixel format onto the whole screen. Conversion to RGB, scaling and dithering are all
 * here, so that the page's script never touches a pixel.
 *
 * Enlarging is Catmull–Rom, the picture's edges stay sharp without stairs; at 1:1 and below, plain linear. Interleaved gradient
 * noise of ±half a step breaks the bands that eight bits leave in wide dark gradients; at 1:1 it changes nothing.
 * @see Catmull & Rom, A class of local interpolating splines, 1974; Jimenez, Next generation post processing in Call of Duty:
 *      Advanced Warfare, 2014 (the noise)
 */

/** A triangle that covers the screen; `at` runs from the top left, 0…1. */
export const FRAME_VERTEX_SHADER = /* glsl */ `
in vec3 position;
out vec2 at;
void main() {
  at = vec2(0.5 + 0.5 * position.x, 0.5 - 0.5 * position.y);
  gl_Position = vec4(position, 1.0);
}`;

/** With PLANAR defined: I420 in three textures (BT.709, full range); without: RGBA in the first. */
export const FRAME_FRAGMENT_SHADER = /* glsl */ `
precision highp float;
uniform sampler2D picture;
uniform sampler2D blueDifference;
uniform sampler2D redDifference;
uniform vec2 pictureSize;
uniform vec2 visible;
uniform bool enlarged;
uniform float turn;
in vec2 at;
out vec4 colour;

// Four by four texels in nine linear taps: the two middle rows and columns share one each.
vec4 catmullRom(sampler2D source, vec2 uv) {
  vec2 texel = uv * pictureSize;
  vec2 centre = floor(texel - 0.5) + 0.5;
  vec2 f = texel - centre;
  vec2 w0 = f * (-0.5 + f * (1.0 - 0.5 * f));
  vec2 w1 = 1.0 + f * f * (-2.5 + 1.5 * f);
  vec2 w2 = f * (0.5 + f * (2.0 - 1.5 * f));
  vec2 w3 = f * f * (-0.5 + 0.5 * f);
  vec2 w12 = w1 + w2;
  vec2 p0 = (centre - 1.0) / pictureSize;
  vec2 p12 = (centre + w2 / w12) / pictureSize;
  vec2 p3 = (centre + 2.0) / pictureSize;
  vec4 top = texture(source, vec2(p0.x, p0.y)) * w0.x + texture(source, vec2(p12.x, p0.y)) * w12.x
    + texture(source, vec2(p3.x, p0.y)) * w3.x;
  vec4 middle = texture(source, vec2(p0.x, p12.y)) * w0.x + texture(source, vec2(p12.x, p12.y)) * w12.x
    + texture(source, vec2(p3.x, p12.y)) * w3.x;
  vec4 bottom = texture(source, vec2(p0.x, p3.y)) * w0.x + texture(source, vec2(p12.x, p3.y)) * w12.x
    + texture(source, vec2(p3.x, p3.y)) * w3.x;
  return top * w0.y + middle * w12.y + bottom * w3.y;
}

float noise(vec2 pixel) {
  return fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715))));
}

void main() {
  vec2 uv = (at - 0.5) * visible + 0.5;
  if (any(lessThan(uv, vec2(0.0))) || any(greaterThan(uv, vec2(1.0)))) {
    colour = vec4(0.0, 0.0, 0.0, 1.0);
    return;
  }
  vec4 main = enlarged ? catmullRom(picture, uv) : texture(picture, uv);
#ifdef PLANAR
  float cb = texture(blueDifference, uv).r - 128.0 / 255.0;
  float cr = texture(redDifference, uv).r - 128.0 / 255.0;
  vec3 rgb = main.r + vec3(1.5748 * cr, -0.187324 * cb - 0.468124 * cr, 1.8556 * cb);
#else
  vec3 rgb = main.rgb;
#endif
  // A new offset for each frame, so that the grain does not stand still in the picture.
  float grain = (noise(gl_FragCoord.xy + turn) - 0.5) * (254.0 / 255.0);
  colour = vec4(rgb + grain / 255.0, 1.0);
}`;
