package org.taskvectors.merge.method;

/// A number that a method asks for. A flag is 0 or 1.
///
/// @param name as mergekit calls it where mergekit has it
/// @param type which numbers it takes
/// @param lowest the least that it takes
/// @param highest the most that it takes
/// @param standard its value where none is given
/// @param isEach whether each ingredient has its own; otherwise there is one for all
/// @param meaning what it does, in one line without a full stop
public record Parameter(
        String name,
        Type type,
        double lowest,
        double highest,
        double standard,
        boolean isEach,
        String meaning) {
    /// Which numbers a parameter takes.
    public enum Type {
        /// Any number of the range.
        NUMBER,
        /// Whole numbers of the range.
        WHOLE,
        /// 0 for no, 1 for yes.
        FLAG
    }

    static Parameter number(
            String name, double lowest, double highest, double standard, String meaning) {
        return new Parameter(name, Type.NUMBER, lowest, highest, standard, false, meaning);
    }

    static Parameter flag(String name, boolean standard, String meaning) {
        return new Parameter(name, Type.FLAG, 0, 1, standard ? 1 : 0, false, meaning);
    }

    static Parameter whole(
            String name, double lowest, double highest, double standard, String meaning) {
        return new Parameter(name, Type.WHOLE, lowest, highest, standard, false, meaning);
    }

    /// Returns the same parameter with a value of its own for each ingredient.
    Parameter each() {
        return new Parameter(name, type, lowest, highest, standard, true, meaning);
    }

    /// Whether it takes a value.
    public boolean takes(double value) {
        return value >= lowest
                && value <= highest
                && (type == Type.NUMBER || value == Math.rint(value));
    }
}
