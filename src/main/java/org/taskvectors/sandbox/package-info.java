/// What the Sandbox keeps without a window: settings, prompts, the history of runs and its export,
/// and how two texts differ by words.
@NullMarked
package org.taskvectors.sandbox;

import org.jspecify.annotations.NullMarked;
