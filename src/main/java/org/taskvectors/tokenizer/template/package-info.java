@NullMarked
package org.taskvectors.tokenizer.template;

import org.jspecify.annotations.NullMarked;
