/// Rows as a model is trained on them: their tokens, which of these are answers, what was cut, and
/// what stands twice.
///
/// A [org.taskvectors.training.data.RowSource] is a file and whose words its rows are put in: as
/// Evaluate reads them, or chats in the model's own template. A
/// [org.taskvectors.training.data.RowEncoder] makes tokens of words,
/// [org.taskvectors.training.data.RowFit] makes them fit, and
/// [org.taskvectors.training.data.Preparation] draws which rows are held out and which are trained
/// on. [org.taskvectors.training.data.TrainingData] is what comes of it.
@NullMarked
package org.taskvectors.training.data;

import org.jspecify.annotations.NullMarked;
