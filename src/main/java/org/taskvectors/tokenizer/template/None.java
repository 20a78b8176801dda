package org.taskvectors.tokenizer.template;

/// Python's None.
enum None {
    NONE
}
