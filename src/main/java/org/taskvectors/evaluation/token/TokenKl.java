package org.taskvectors.evaluation.token;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/// KL from base to edited at each token of one text: Σ p_base log(p_base / p_edited), in nats, of
/// what both expect where the token stands.
public final class TokenKl {
    private final double[] values;

    /// @param values one for each token of the text; NaN where none was measured
    public TokenKl(double[] values) {
        this.values = values.clone();
    }

    static TokenKl unmeasured(int tokens) {
        double[] none = new double[tokens];
        Arrays.fill(none, Double.NaN);
        return new TokenKl(none);
    }

    void set(int token, double kl) {
        values[token] = kl;
    }

    /// Returns how many tokens the text has.
    public int size() {
        return values.length;
    }

    /// Returns the KL at a token; NaN where none was measured.
    public double at(int token) {
        return values[token];
    }

    /// Returns the numbers of the tokens that were measured.
    DoubleStream measured() {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value));
    }
}
