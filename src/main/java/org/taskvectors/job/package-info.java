@NullMarked
package org.taskvectors.job;

import org.jspecify.annotations.NullMarked;
