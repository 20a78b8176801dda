/// What every place that shows figures shares: the card of a figure with its legend and its menu,
/// and how figures are saved and copied. It knows no place.
@NullMarked
package org.taskvectors.ui.figures;

import org.jspecify.annotations.NullMarked;
