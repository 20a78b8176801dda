package org.taskvectors.figure;

import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.PairNumbers;

/// A number that each pair of vectors has in each group.
public enum PairMetric {
    COSINE("cosine"),
    SIGN_AGREEMENT("sign-agreement"),
    SIGN_CONFLICT("sign-conflict");

    private final String id;

    PairMetric(String id) {
        this.id = id;
    }

    /// The word in file names: `cosine`.
    public String id() {
        return id;
    }

    /// What it is, and how its values are written.
    public Quantity quantity() {
        return switch (this) {
            case COSINE -> new Quantity("Cosine similarity", "", "", Digits.decimals(4));
            case SIGN_AGREEMENT -> new Quantity("Sign agreement", "", "%", Digits.decimals(1));
            case SIGN_CONFLICT -> new Quantity("Sign conflict", "", "%", Digits.decimals(1));
        };
    }

    /// Its value in the quantity's unit: shares in percent. NaN where undefined.
    public double value(Comparison comparison, int a, int b, Group group) {
        PairNumbers numbers = comparison.pair(a, b, group);
        return switch (this) {
            case COSINE -> numbers.cosine();
            case SIGN_AGREEMENT -> 100 * numbers.signAgreement();
            case SIGN_CONFLICT -> 100 * numbers.signConflict();
        };
    }
}
