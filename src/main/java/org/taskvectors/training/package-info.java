/// Fine-tuning: from a base and a labelled file to an adapter with its curve. `training.data` makes
/// texts of rows; a `TrainingRun` takes steps on them through an
/// `inference.gradient.GradientDevice`, keeps checkpoints, and can be gone on with after any end.
@NullMarked
package org.taskvectors.training;

import org.jspecify.annotations.NullMarked;
