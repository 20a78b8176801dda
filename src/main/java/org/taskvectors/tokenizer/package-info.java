@NullMarked
package org.taskvectors.tokenizer;

import org.jspecify.annotations.NullMarked;
