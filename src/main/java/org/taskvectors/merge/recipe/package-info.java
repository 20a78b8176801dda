/// Recipes of merges as documents: mergekit's YAML read and written, edited, compared, and laid out
/// tensor by tensor as what it means. Source: mergekit 0.1.5, `config.py`, `plan.py` and
/// `parameter_resolver.py`.
@NullMarked
package org.taskvectors.merge.recipe;

import org.jspecify.annotations.NullMarked;
