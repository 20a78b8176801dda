/// Labelled files as examples that a model can be asked about: TSV, CSV, JSON lines, JSON and plain
/// text become a [org.taskvectors.evaluation.data.Table]; a
/// [org.taskvectors.evaluation.data.Mapping] says which column is which field of a prompt template
/// and how the truth is written; and [org.taskvectors.evaluation.data.DataSets] makes the examples,
/// and keeps for each row that is left out why. No model is known here.
@NullMarked
package org.taskvectors.evaluation.data;

import org.jspecify.annotations.NullMarked;
