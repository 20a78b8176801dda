package org.taskvectors.inference;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Problem;
import org.taskvectors.file.Shown;

/// Values of a configuration within bounds, and refusals that name the key.
///
/// @param config of the language model
/// @param file the model, for messages
record Settings(ModelConfig config, @Nullable Path file) {
    private static final String ADVICE = "Look at the model's config.json";

    /// Returns a whole number.
    ///
    /// @throws Failure where it is absent or out of bounds
    int whole(String key, long least, long most) throws Failure {
        OptionalLong value = config.integer(key);
        requireKind(config, key, value.isPresent(), "whole number");
        if (value.isEmpty()) {
            throw failure(
                    InferenceProblem.BAD_CONFIGURATION,
                    "the configuration does not say " + key,
                    ADVICE);
        }
        return checked(key, value.getAsLong(), least, most);
    }

    /// Returns a whole number, and `otherwise` where the key is absent or null.
    int whole(String key, long least, long most, long otherwise) throws Failure {
        requireKind(config, key, config.integer(key).isPresent(), "whole number");
        return checked(key, config.integer(key, otherwise), least, most);
    }

    /// Refuses a value of another kind, such as a number in quotes: taken as absent, it would run a
    /// model with another number and say nothing.
    ///
    /// @param isRead whether there is a value of the right kind
    void requireKind(ModelConfig from, String key, boolean isRead, String kind) throws Failure {
        if (!isRead && !from.isSilent(key)) {
            throw failure(
                    InferenceProblem.BAD_CONFIGURATION,
                    "what the configuration says as " + key + " is no " + kind,
                    ADVICE);
        }
    }

    private int checked(String key, long value, long least, long most) throws Failure {
        if (value < least || value > most) {
            throw failure(
                    InferenceProblem.BAD_CONFIGURATION,
                    String.format(
                            Locale.ROOT,
                            "the configuration says %s = %d, and it is between %d and %d in any"
                                    + " model",
                            key,
                            value,
                            least,
                            most),
                    ADVICE);
        }
        return (int) value;
    }

    /// Returns a positive number, and `otherwise` where the key is absent or null.
    double positive(ModelConfig from, String key, double otherwise) throws Failure {
        requireKind(from, key, from.real(key).isPresent(), "number");
        double value = from.real(key, otherwise);
        if (!(value > 0 && value < 1e30)) {
            throw failure(
                    InferenceProblem.BAD_CONFIGURATION,
                    "the configuration says " + key + " = " + value + ", which no model has",
                    ADVICE);
        }
        return value;
    }

    double positive(String key, double otherwise) throws Failure {
        return positive(config, key, otherwise);
    }

    /// Refuses a number other than the one that changes nothing.
    void requireNeutral(String key, double neutral) throws Failure {
        requireKind(config, key, config.real(key).isPresent(), "number");
        double value = config.real(key, neutral);
        if (value != neutral) {
            throw notSupported(key + " = " + value);
        }
    }

    /// Refuses a flag other than the one that is computed.
    void requireFlag(String key, boolean wanted) throws Failure {
        requireKind(config, key, config.flag(key).isPresent(), "true or false");
        if (config.flag(key, wanted) != wanted) {
            throw notSupported(key + " = " + !wanted);
        }
    }

    /// Returns the failure for what is known and not computed.
    Failure notSupported(String what) {
        return failure(
                InferenceProblem.NOT_SUPPORTED,
                "the configuration asks for "
                        + Shown.of(what)
                        + ", which is not computed here, so the model would answer wrongly",
                "Its vectors can be extracted, compared and applied all the same");
    }

    Failure failure(Problem problem, String what, String advice) {
        return Failure.of(problem, file, what, advice);
    }

    Optional<String> text(String key) throws Failure {
        requireKind(config, key, config.text(key).isPresent(), "text");
        return config.text(key);
    }
}
