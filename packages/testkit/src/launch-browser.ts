import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/**
 * Chromium heeds the last such list alone, so these stand for Playwright's own list too. Without the first five every
 * new page brings a window with an address bar, three processes beside its own, and half of the time goes to them.
 */
const FEATURES_LEFT_OUT = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AimEnabled',
  'SpareRendererForSitePerProcess',
  // What Playwright leaves out, where it bears on a page or on a browser that calls nobody.
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'PreconnectToSearch',
];

const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  // A browser in a test calls nobody.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${FEATURES_LEFT_OUT.join(',')}`,
];

/** The same engine without a window's machinery: its pages cost half as much. */
const SHELL = '/usr/bin/chromium-headless-shell';

/** Chromium from CHROMIUM_PATH, or where Debian puts it. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  // Loaded when it is asked for: most tests that use this package open no page.
  const { chromium } = await import('playwright-core');
  const executablePath = process.env.CHROMIUM_PATH ?? (existsSync(SHELL) ? SHELL : '/usr/bin/chromium');
  return chromium.launch({ executablePath, args: CHROMIUM_ARGS });
}
