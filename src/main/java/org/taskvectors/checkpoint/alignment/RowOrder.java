package org.taskvectors.checkpoint.alignment;

/// How the rows of the query and key projections lie. Rotary positions turn pairs of rows:
/// transformers pairs a row with the one half a head below it, Meta's and Mistral's own files pair
/// neighbours. Source: transformers, `models/llama/convert_llama_weights_to_hf.py`, `permute`.
///
/// @param head rows of one head; 0 if the rows lie as in transformers
record RowOrder(long head) {
    static final RowOrder PLAIN = new RowOrder(0);

    boolean isPlain() {
        return head == 0;
    }

    /// Returns where this order keeps the row that transformers keeps at `row`.
    long stored(long row) {
        if (isPlain()) {
            return row;
        }
        long within = row % head;
        long half = head / 2;
        return row - within + 2 * (within % half) + within / half;
    }

    /// Returns where transformers keeps the row that this order keeps at `row`.
    long plain(long row) {
        if (isPlain()) {
            return row;
        }
        long within = row % head;
        return row - within + within / 2 + within % 2 * (head / 2);
    }
}
