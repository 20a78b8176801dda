package org.taskvectors.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.file.Failure;
import org.taskvectors.file.PathReader;
import org.taskvectors.inference.Side;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.tensor.DType;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.data.DataSettings;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the words that options take, and says which there are where one is unknown.
final class Words {
    /// What the help says wherever a model or a vector is taken. It has a line of its own, as lines
    /// are broken behind a colon.
    static final String OF_HUB = "%nhf:org/name is read from a hub.";

    private Words() {}

    static final class Groupings implements ITypeConverter<Grouping> {
        @Override
        public Grouping convert(String word) {
            return choose(Grouping.values(), Grouping::word, word);
        }
    }

    static final class DTypes implements ITypeConverter<OutputDType> {
        @Override
        public OutputDType convert(String word) {
            return choose(OutputDType.values(), OutputDType::word, word);
        }
    }

    static final class FactorDTypes implements ITypeConverter<DType> {
        @Override
        public DType convert(String word) {
            return choose(new DType[] {DType.F32, DType.BF16, DType.F16}, DType::label, word);
        }
    }

    static final class RunDTypes implements ITypeConverter<DType> {
        @Override
        public DType convert(String word) {
            return choose(new DType[] {DType.F32, DType.BF16}, DType::label, word);
        }
    }

    static final class Sweeps implements ITypeConverter<SweepCommand.Kind> {
        @Override
        public SweepCommand.Kind convert(String word) {
            return choose(
                    SweepCommand.Kind.values(), kind -> kind.name().toLowerCase(Locale.ROOT), word);
        }
    }

    static final class Scorings implements ITypeConverter<Scoring> {
        @Override
        public Scoring convert(String word) {
            return choose(
                    Scoring.values(),
                    scoring -> scoring == Scoring.PER_BYTE ? "per-byte" : "log-likelihood",
                    word);
        }
    }

    static final class Methods implements ITypeConverter<Method> {
        @Override
        public Method convert(String word) {
            return choose(Method.values(), one -> one.word().toLowerCase(Locale.ROOT), word);
        }
    }

    static final class Decays implements ITypeConverter<Schedule.Decay> {
        @Override
        public Schedule.Decay convert(String word) {
            return choose(Schedule.Decay.values(), Schedule.Decay::word, word);
        }
    }

    static final class LongRowWords implements ITypeConverter<DataSettings.LongRows> {
        @Override
        public DataSettings.LongRows convert(String word) {
            return choose(
                    DataSettings.LongRows.values(),
                    one -> one == DataSettings.LongRows.CUT ? "cut" : "leave-out",
                    word);
        }
    }

    /// Reads `500MB`, `2 GB`, `1500000`: powers of a thousand, as sizes are written everywhere; and
    /// `2GiB`: powers of 1024.
    static final class Bytes implements ITypeConverter<Long> {
        private static final List<String> UNITS = List.of("k", "m", "g", "t");

        @Override
        public Long convert(String text) {
            String word = text.strip().toLowerCase(Locale.ROOT);
            double decimal = 1;
            double binary = 1;
            for (String unit : UNITS) {
                decimal *= 1000;
                binary *= 1024;
                if (word.endsWith(unit + "b")) {
                    return number(word.substring(0, word.length() - 2), decimal, text);
                }
                if (word.endsWith(unit + "ib")) {
                    return number(word.substring(0, word.length() - 3), binary, text);
                }
            }
            return number(
                    word.endsWith("b") ? word.substring(0, word.length() - 1) : word, 1, text);
        }

        private static long number(String digits, double factor, String text) {
            String plain = digits.strip();
            if (!plain.matches("[0-9]{1,15}(\\.[0-9]{1,9})?")) {
                throw new TypeConversionException(
                        "'" + text + "' is no size; write 500MB, 2GB, 2GiB, or bytes");
            }
            return Math.round(Double.parseDouble(plain) * factor);
        }
    }

    static final class Vocabularies implements ITypeConverter<VocabularyPolicy> {
        @Override
        public VocabularyPolicy convert(String word) {
            return choose(
                    VocabularyPolicy.values(),
                    policy -> policy.name().toLowerCase(Locale.ROOT),
                    word);
        }
    }

    static final class Formats implements ITypeConverter<FigureFormat> {
        @Override
        public FigureFormat convert(String word) {
            return choose(FigureFormat.values(), FigureFormat::suffix, word);
        }
    }

    static final class Tables implements ITypeConverter<TableFormat> {
        @Override
        public TableFormat convert(String word) {
            return choose(TableFormat.values(), TableFormat::word, word);
        }
    }

    static final class Scopes implements ITypeConverter<Scope> {
        @Override
        public Scope convert(String text) {
            return sentence(() -> Scope.parse(text));
        }
    }

    static final class Thresholds implements ITypeConverter<Threshold> {
        @Override
        public Threshold convert(String text) {
            return sentence(() -> Threshold.parse(text));
        }
    }

    static final class Sides implements ITypeConverter<List<Side>> {
        @Override
        public List<Side> convert(String word) {
            return choose(SideWord.values(), SideWord::word, word).sides();
        }
    }

    private enum SideWord {
        BOTH,
        BASE,
        EDITED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<Side> sides() {
            return switch (this) {
                case BOTH -> List.of(Side.BASE, Side.EDITED);
                case BASE -> List.of(Side.BASE);
                case EDITED -> List.of(Side.EDITED);
            };
        }
    }

    static final class Places implements ITypeConverter<PlaceDrawer.Place> {
        @Override
        public PlaceDrawer.Place convert(String word) {
            return choose(PlaceDrawer.Place.values(), PlaceDrawer.Place::word, word);
        }
    }

    static final class Themes implements ITypeConverter<PlaceDrawer.Theme> {
        @Override
        public PlaceDrawer.Theme convert(String word) {
            return choose(PlaceDrawer.Theme.values(), PlaceDrawer.Theme::word, word);
        }
    }

    /// Paths of disks, and names of models on a hub.
    record Paths(PathReader reader) implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return reader.path(text);
            } catch (Failure e) {
                throw new TypeConversionException(e.getMessage());
            } catch (InvalidPathException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no path here: " + e.getReason());
            }
        }
    }

    static <T> T choose(T[] values, Function<T, String> word, String wanted) {
        return Arrays.stream(values)
                .filter(value -> word.apply(value).equals(wanted.trim().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'"
                                                + wanted
                                                + "' is none of "
                                                + Arrays.stream(values)
                                                        .map(word)
                                                        .collect(Collectors.joining(", "))));
    }

    private static <T> T sentence(java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
