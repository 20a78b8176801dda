package org.taskvectors.training.data;

/// One row as a model is trained on it.
public final class TrainingText {
    private final int row;
    private final int line;
    private final int[] tokens;
    private final boolean[] learned;
    private final int cut;

    /// @param row its position in the file, from 0
    /// @param line of the file on which it begins, from 1
    /// @param tokens what the model reads, at least two
    /// @param learned which of the tokens are answers; at least one, never the first
    /// @param cut how many tokens at the prompt's beginning were cut so that it fits
    public TrainingText(int row, int line, int[] tokens, boolean[] learned, int cut) {
        if (tokens.length < 2 || tokens.length != learned.length || learned[0]) {
            throw new IllegalArgumentException("row " + row + " has no fitting mask");
        }
        this.row = row;
        this.line = line;
        this.tokens = tokens.clone();
        this.learned = learned.clone();
        this.cut = cut;
    }

    public int row() {
        return row;
    }

    public int line() {
        return line;
    }

    public int[] tokens() {
        return tokens.clone();
    }

    public boolean[] learned() {
        return learned.clone();
    }

    public int cut() {
        return cut;
    }

    /// Returns how many of its tokens are answers.
    public int answers() {
        int answers = 0;
        for (boolean one : learned) {
            answers += one ? 1 : 0;
        }
        return answers;
    }

    /// Returns how many tokens the model reads.
    public int length() {
        return tokens.length;
    }
}
