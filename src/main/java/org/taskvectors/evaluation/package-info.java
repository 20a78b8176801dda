/// What vectors are worth on data: questions with known answers asked of a model with vectors on
/// it, over coefficients, with the numbers that follow from the answers.
@NullMarked
package org.taskvectors.evaluation;

import org.jspecify.annotations.NullMarked;
