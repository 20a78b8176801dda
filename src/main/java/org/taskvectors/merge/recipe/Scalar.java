package org.taskvectors.merge.recipe;

import java.math.BigDecimal;

/// A single value of a parameter, of the type that PyYAML gives it.
public sealed interface Scalar {
    /// Returns the value as a table shows it.
    String shown();

    record Whole(long value) implements Scalar {
        @Override
        public String shown() {
            return Long.toString(value);
        }
    }

    /// A finite number.
    record Real(double value) implements Scalar {
        public Real {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a value of a recipe is finite: " + value);
            }
        }

        /// As short as it can be told apart from all others.
        @Override
        public String shown() {
            if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                return BigDecimal.valueOf((long) value).toPlainString();
            }
            double size = Math.abs(value);
            return size >= 1e-4 && size < 1e15
                    ? new BigDecimal(Double.toString(value)).toPlainString()
                    : Double.toString(value).replace('E', 'e');
        }
    }

    record Flag(boolean value) implements Scalar {
        @Override
        public String shown() {
            return Boolean.toString(value);
        }
    }

    /// Text; also a number that YAML 1.1 does not read as one (`1e-3`), which a parameter that is a
    /// number takes all the same.
    record Text(String value) implements Scalar {
        @Override
        public String shown() {
            return value;
        }
    }

    static Scalar of(double value) {
        return new Real(value);
    }

    static Scalar of(boolean value) {
        return new Flag(value);
    }
}
