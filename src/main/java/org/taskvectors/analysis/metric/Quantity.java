package org.taskvectors.analysis.metric;

import java.util.Locale;

/// A kind of values, and how each value is written.
///
/// @param name in words: `Relative norm`
/// @param symbol `‖τ‖ / ‖θ₀‖`; empty if there is none
/// @param unit `%`; empty for a pure number
/// @param digits how a value is written
public record Quantity(String name, String symbol, String unit, Digits digits) {
    private static final String PERCENT = "%";

    /// Returns a quantity that counts things: `tensors`.
    public static Quantity count(String name) {
        return new Quantity(name, "", "", Digits.decimals(0));
    }

    /// Returns a quantity without a unit.
    public static Quantity pure(String name, String symbol, Digits digits) {
        return new Quantity(name, symbol, "", digits);
    }

    /// Returns a ratio that is written in percent.
    public static Quantity percent(String name, String symbol, Digits digits) {
        return new Quantity(name, symbol, PERCENT, digits);
    }

    /// Whether its values count things, and so are whole numbers.
    public boolean isCount() {
        return digits.equals(Digits.decimals(0));
    }

    /// Returns a plain number in this quantity's unit: 0.5 is 50 if the unit is percent.
    public double inUnit(double plain) {
        return unit.equals(PERCENT) ? 100 * plain : plain;
    }

    /// Returns its name within a sentence: `cosine similarity`, but `L2 norm` and `RMS`.
    public String inSentence() {
        boolean isWord = name.length() > 1 && Character.isLowerCase(name.charAt(1));
        return isWord ? name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1) : name;
    }

    /// Returns the heading of a card: `Relative norm ‖τ‖ / ‖θ₀‖, %`.
    public String heading() {
        return withUnit(name + (symbol.isEmpty() ? "" : " " + symbol));
    }

    /// Returns a text followed by the unit, if there is one: `relative, %`.
    public String withUnit(String text) {
        return text + (unit.isEmpty() ? "" : ", " + unit);
    }

    /// Returns the name of an axis without a heading: the symbol if there is one; the name if the
    /// symbol is a condition that weights meet (`|τ| ≤ ε`).
    public String axisName() {
        boolean condition = symbol.chars().anyMatch(c -> "=<>≤≥".indexOf(c) >= 0);
        return symbol.isEmpty() || condition ? name : symbol;
    }

    /// Returns a value as a column of a table shows it, without its unit; a dash if it is
    /// undefined.
    public String write(double value) {
        return digits.format(value);
    }

    /// Returns a value with its unit: `1.54 %`; a dash if it is undefined.
    public String say(double value) {
        return Double.isNaN(value)
                ? Digits.DASH
                : digits.format(value) + (unit.isEmpty() ? "" : " " + unit);
    }
}
