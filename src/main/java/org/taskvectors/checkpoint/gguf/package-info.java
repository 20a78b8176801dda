/// GGUF files, the format of llama.cpp: headers, quantised numbers, and names and rows as Hugging
/// Face has them.
@org.jspecify.annotations.NullMarked
package org.taskvectors.checkpoint.gguf;
