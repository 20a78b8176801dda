package org.taskvectors.ui.apply;

import java.util.Optional;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.taskvectors.workspace.FileItem;

/// One of the vectors that are put onto the base, with its coefficient as it is typed.
public final class TermChoice {
    private final FileItem vector;
    private final StringProperty lambda = new SimpleStringProperty(this, "lambda", "1");

    TermChoice(FileItem vector) {
        this.vector = vector;
    }

    /// The vector or adapter of the library.
    public FileItem vector() {
        return vector;
    }

    /// The coefficient as it is typed.
    public StringProperty lambdaProperty() {
        return lambda;
    }

    /// The coefficient; empty while what is typed is no number. A true minus sign and a decimal
    /// comma are read too.
    Optional<Double> scale() {
        try {
            double value =
                    Double.parseDouble(lambda.get().strip().replace('−', '-').replace(',', '.'));
            // The sum is in float32, which has to hold it.
            return Float.isFinite((float) value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
