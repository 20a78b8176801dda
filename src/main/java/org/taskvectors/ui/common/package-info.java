/// What the places share: the theme, small controls, how numbers are written, background work.
@NullMarked
package org.taskvectors.ui.common;

import org.jspecify.annotations.NullMarked;
