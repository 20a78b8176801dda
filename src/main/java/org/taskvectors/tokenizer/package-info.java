/// From text to the tokens of one model and back: tokenizer.json through the native library, GGUF's
/// vocabularies and SentencePiece's files turned into one first. What a downloaded file says is
/// checked before the library sees it. `Tokenizers` is the way in.
@NullMarked
package org.taskvectors.tokenizer;

import org.jspecify.annotations.NullMarked;
