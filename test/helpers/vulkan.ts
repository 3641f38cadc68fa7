/**
 * An adapter for tests of the GPU renderer: the machine's own, else SwiftShader, the software Vulkan that comes with Chromium.
 * Debian: `apt install libvulkan1 chromium`.
 */

import { existsSync } from 'node:fs';
import { probeWebgpu } from '../../engine/render/dawn.io.ts';

const SOFTWARE_DRIVERS = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/usr/lib64/chromium/vk_swiftshader_icd.json'];

/** Find an adapter, and set the environment so that this process finds it too; give why there is none. */
export async function adapterMissing(): Promise<string | undefined> {
  if ((await probeWebgpu()).adapter) return undefined;
  const driver = SOFTWARE_DRIVERS.find((path) => existsSync(path));
  if (!driver) return 'no GPU, and no Chromium that brings SwiftShader: apt install libvulkan1 chromium';
  process.env.VK_ICD_FILENAMES = driver;
  const { adapter, reason } = await probeWebgpu();
  return adapter ? undefined : `SwiftShader is not found as an adapter (${reason}): apt install libvulkan1`;
}

/** The `skip` of a test that needs what is missing: a reason on a person's machine; in CI the test runs, and fails. */
export function skipUnlessCi(missing: string | undefined): string | false {
  return missing && !process.env.CI ? missing : false;
}
