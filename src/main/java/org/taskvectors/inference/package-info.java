/// Models that run from whatever opens as a checkpoint, with vectors on them. An architecture is a
/// record of dimensions and switches, one decoder computes all of them, weights lie once in native
/// memory, and base and edited model share what no vector changes. `LiveModels` is the way in.
@NullMarked
package org.taskvectors.inference;

import org.jspecify.annotations.NullMarked;
