/// Saves a checkpoint that exists only as a computation, an adapter on its base for example, as a
/// model folder that other tools load.
@NullMarked
package org.taskvectors.extraction.model;

import org.jspecify.annotations.NullMarked;
