/// From series of numbers to a chart, from a chart to files. The records say what a figure shows
/// and know no chart library; [org.taskvectors.figure.FigureView] shows one in a window,
/// [org.taskvectors.figure.FigureExport] writes one without a window.
@NullMarked
package org.taskvectors.figure;

import org.jspecify.annotations.NullMarked;
