package org.taskvectors.ui.devices;

import org.taskvectors.ui.common.Tag;

/// What the header says of where jobs run.
///
/// @param text `CPU · 8 threads`, `GPU 0 · Extracting sst2`
/// @param reason why it is so, and all that the tag has no room for
/// @param kind its tint
public record TagShown(String text, String reason, Tag.Kind kind) {}
