/// Vocabularies of models that are merged: which rows of embedding and head belong to one token,
/// and what stands where a model does not have it. Source: mergekit 0.1.5, `tokenizer/build.py` and
/// `tokenizer/embed.py`.
@NullMarked
package org.taskvectors.merge.vocabulary;

import org.jspecify.annotations.NullMarked;
