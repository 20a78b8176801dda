@NullMarked
package org.taskvectors.checkpoint.adapter;

import org.jspecify.annotations.NullMarked;
