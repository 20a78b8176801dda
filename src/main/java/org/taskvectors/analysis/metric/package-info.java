/// Metrics and how they are written: every metric with its words and digits, and the tables of
/// groups that the window, the command line, and the files share.
@NullMarked
package org.taskvectors.analysis.metric;

import org.jspecify.annotations.NullMarked;
