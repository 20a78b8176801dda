package org.taskvectors.analysis.metric;

/// What some values are, and how each of them is written.
///
/// @param name in words: `Relative norm`
/// @param symbol `‖τ‖ / ‖θ₀‖`; empty where there is none
/// @param unit `%`; empty for a pure number
/// @param digits how a value is written out
public record Quantity(String name, String symbol, String unit, Digits digits) {
    private static final String PERCENT = "%";

    /// A whole number of things: `tensors`.
    public static Quantity count(String name) {
        return new Quantity(name, "", "", Digits.decimals(0));
    }

    /// A number without a unit.
    public static Quantity pure(String name, String symbol, Digits digits) {
        return new Quantity(name, symbol, "", digits);
    }

    /// A ratio that people read in percent.
    public static Quantity percent(String name, String symbol, Digits digits) {
        return new Quantity(name, symbol, PERCENT, digits);
    }

    /// Whether its values count things, and so are whole numbers.
    public boolean isCount() {
        return digits.equals(Digits.decimals(0));
    }

    /// A plain number in this quantity's unit: 0.5 is 50 where the unit is percent.
    public double inUnit(double plain) {
        return unit.equals(PERCENT) ? 100 * plain : plain;
    }

    /// Heading of a card: `Relative norm ‖τ‖ / ‖θ₀‖, %`.
    public String heading() {
        return withUnit(name + (symbol.isEmpty() ? "" : " " + symbol));
    }

    /// A text with the unit behind it, if there is one: `relative, %`.
    public String withUnit(String text) {
        return text + (unit.isEmpty() ? "" : ", " + unit);
    }

    /// What an axis is called where no heading says more: the symbol if there is one; the name
    /// where the symbol is a condition (`|τ| ≤ ε`) that weights meet, and no quantity.
    public String axisName() {
        boolean condition = symbol.chars().anyMatch(c -> "=<>≤≥".indexOf(c) >= 0);
        return symbol.isEmpty() || condition ? name : symbol;
    }

    /// A value as a column of a table shows it, without its unit; a dash where it is undefined.
    public String write(double value) {
        return digits.format(value);
    }

    /// A value with its unit: `1.54 %`; a dash where it is undefined.
    public String say(double value) {
        return Double.isNaN(value)
                ? Digits.DASH
                : digits.format(value) + (unit.isEmpty() ? "" : " " + unit);
    }
}
