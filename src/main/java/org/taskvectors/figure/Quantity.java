package org.taskvectors.figure;

/// What the values of a figure are.
///
/// @param name in words: `Relative norm`
/// @param symbol `‖τ‖ / ‖θ₀‖`; empty where there is none
/// @param unit `%`; empty for a pure number
/// @param digits how a value is written out
public record Quantity(String name, String symbol, String unit, Digits digits) {
    /// Heading of a card: `Relative norm ‖τ‖ / ‖θ₀‖, %`.
    public String heading() {
        return name + (symbol.isEmpty() ? "" : " " + symbol) + (unit.isEmpty() ? "" : ", " + unit);
    }

    /// What an axis is called where no heading says more: the symbol if there is one; the name
    /// where the symbol is a condition (`|τ| ≤ ε`) that weights meet, and no quantity.
    String axisName() {
        boolean condition = symbol.chars().anyMatch(c -> "=<>≤≥".indexOf(c) >= 0);
        return symbol.isEmpty() || condition ? name : symbol;
    }

    /// A value with its unit: `1.539 %`; a dash where it is undefined.
    public String say(double value) {
        return Double.isNaN(value)
                ? Digits.DASH
                : digits.format(value) + (unit.isEmpty() ? "" : " " + unit);
    }
}
