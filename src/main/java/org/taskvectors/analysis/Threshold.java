package org.taskvectors.analysis;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The ε of a sparsity: the share of weights with |τ| ≤ ε.
///
/// @param value not negative; the ε itself or a multiple of an RMS
/// @param basis the RMS that it is a multiple of, or none
public record Threshold(double value, Basis basis) {
    /// A quarter of each tensor's RMS.
    public static final Threshold DEFAULT = new Threshold(0.25, Basis.TENSOR);

    private static final Pattern RELATIVE =
            Pattern.compile("([^:]+)rms(?::(tensor|group|all))?", Pattern.CASE_INSENSITIVE);

    /// The measure of a threshold.
    public enum Basis {
        /// ε = value
        ABSOLUTE,
        /// ε = value × RMS of each tensor
        TENSOR,
        /// ε = value × RMS of the group
        GROUP,
        /// ε = value × RMS of the whole vector (in scope)
        ALL
    }

    public Threshold {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("a threshold is a number of 0 or more");
        }
    }

    /// Reads `1e-4`, `0.25rms` (of each tensor), `0.25rms:tensor`, `0.25rms:group`, `0.25rms:all`.
    ///
    /// @throws IllegalArgumentException with a sentence for the person, if the text is no threshold
    public static Threshold parse(String text) {
        String trimmed = text.trim();
        Matcher relative = RELATIVE.matcher(trimmed);
        if (!relative.matches()) {
            return new Threshold(parsed(trimmed, text), Basis.ABSOLUTE);
        }
        String basis = relative.group(2);
        return new Threshold(
                parsed(relative.group(1), text),
                basis == null ? Basis.TENSOR : Basis.valueOf(basis.toUpperCase(Locale.ROOT)));
    }

    private static double parsed(String digits, String text) {
        try {
            return new BigDecimal(digits.trim()).doubleValue();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a threshold is written 1e-4, or 0.25rms with :tensor, :group or :all behind"
                            + " it, not "
                            + text,
                    e);
        }
    }

    /// Returns the threshold as the command line takes it; [#parse] reads it back.
    public String text() {
        String number = number();
        return basis == Basis.ABSOLUTE
                ? number
                : number + "rms:" + basis.name().toLowerCase(Locale.ROOT);
    }

    /// The value as a person types it, with the digits that it has: `0.25`, `1e-6`.
    public String number() {
        BigDecimal number = BigDecimal.valueOf(value).stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        return number.signum() != 0 && (exponent < -3 || exponent > 6)
                ? number.movePointLeft(exponent).stripTrailingZeros().toPlainString()
                        + "e"
                        + exponent
                : number.toPlainString();
    }
}
