/// The panel that makes a LoRA adapter out of a vector of the library.
@NullMarked
package org.taskvectors.ui.lora;

import org.jspecify.annotations.NullMarked;
