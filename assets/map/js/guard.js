// No text becomes HTML, says the page's policy. The library tries one harmless string when it loads; nothing else passes.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", { createHTML: (text) => (text === "<svg/>" ? text : null) });
}
