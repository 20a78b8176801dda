package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Prefixes;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// How much of a fine-tuned side was found in its base, and whether the rest may be a change that
/// was not found.
///
/// Some tensors may be on one side only without any doubt: buffers, heads, and a whole stack that
/// the other side lacks. A fine-tuned side whose tensors were all found is whole, however few they
/// are.
///
/// @param found weights of the fine-tuned side that were found in the base
/// @param weights weights of the fine-tuned side that could be in the base
/// @param open tensors of the fine-tuned side that were not found and could be in the base
/// @param openInBase tensors of the base that were not found and could be in the fine-tuned side
/// @param areAlike whether some of them are tensors of equal shape and ending
public record Coverage(
        long found, long weights, List<Tensor> open, List<Tensor> openInBase, boolean areAlike) {
    /// A side is partial if a smaller share of its weights was found.
    private static final double LEAST = 0.9;

    private static final int NAMED = 2;

    /// Modules that pretraining needs and a fine-tuned model has no more.
    private static final Set<String> PRETRAINING =
            Set.of("predictions", "project_hid", "project_q", "quantizer");

    /// What parameters of all modules are called.
    private static final Set<String> GENERAL = Set.of("weight", "bias", "gamma", "beta");

    public Coverage {
        open = List.copyOf(open);
        openInBase = List.copyOf(openInBase);
    }

    /// Judges an alignment of a fine-tuned side, or a vector, with its base.
    ///
    /// @param base the alignment's target
    /// @param tuned the alignment's source
    public static Coverage of(Alignment alignment, Checkpoint base, Checkpoint tuned) {
        Naming baseNaming = Naming.of(base);
        Naming tunedNaming = Naming.of(tuned);
        Set<Tensor> left = new HashSet<>(alignment.leftInSource());
        // Raw codes are no weights, even where their names agree.
        tuned.tensors().stream()
                .filter(tensor -> tuned.stored(tensor).undecoded().isPresent())
                .forEach(left::add);
        Set<String> inBase = stacks(base.tensors());
        Set<String> baseAgain = baseNaming.repeated();
        Set<String> tunedAgain = tunedNaming.repeated();
        Predicate<Tensor> counts =
                tensor -> isWeight(tuned, tensor) && !tunedAgain.contains(tensor.name());
        List<Tensor> openInBase =
                alignment.leftInTarget().stream()
                        .filter(tensor -> isWeight(base, tensor))
                        .filter(tensor -> !baseAgain.contains(tensor.name()))
                        .filter(tensor -> !isHead(baseNaming, tensor))
                        .toList();
        List<Tensor> leftOver =
                tuned.tensors().stream()
                        .filter(left::contains)
                        .filter(counts)
                        .filter(tensor -> !isHead(tunedNaming, tensor))
                        .toList();
        // Where the base was found whole, stacks of which it has nothing are no part of its change.
        List<Tensor> open =
                openInBase.isEmpty()
                        ? leftOver.stream()
                                .filter(tensor -> inBase.contains(stack(tensor.name())))
                                .toList()
                        : leftOver;
        long found =
                tuned.tensors().stream()
                        .filter(counts)
                        .filter(tensor -> !left.contains(tensor))
                        .mapToLong(Tensor::elements)
                        .sum();
        long weights = found + open.stream().mapToLong(Tensor::elements).sum();
        return new Coverage(found, weights, open, openInBase, areAlike(open, openInBase));
    }

    /// Returns the changes of a vector that cannot be read, without those of heads: a head is a
    /// model's own, and a base often has none.
    public static List<Incomplete> unread(Checkpoint vector) {
        if (!(vector instanceof Vector change) || change.incomplete().isEmpty()) {
            return List.of();
        }
        Naming naming = Naming.of(vector);
        return change.incomplete().stream()
                .filter(gap -> naming.place(gap.name()).kind().family() != ModuleFamily.HEAD)
                .toList();
    }

    /// Returns the base's tensors of which a vector holds a change that cannot be read.
    public static Map<Tensor, Incomplete> gaps(Checkpoint base, Checkpoint vector) {
        if (!(vector instanceof Vector change) || change.incomplete().isEmpty()) {
            return Map.of();
        }
        Map<Tensor, Incomplete> byTensor = new LinkedHashMap<>();
        change.incomplete()
                .forEach(gap -> byTensor.put(new Tensor(gap.name(), DType.F32, gap.shape()), gap));
        Alignment found =
                Alignment.of(
                        Alignment.Side.of(base),
                        new Alignment.Side(
                                List.copyOf(byTensor.keySet()), vector.about().config()));
        Map<Tensor, Incomplete> gaps = new LinkedHashMap<>();
        for (Tensor tensor : base.tensors()) {
            found.sources(tensor).stream()
                    .map(byTensor::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(gap -> gaps.put(tensor, gap));
        }
        return gaps;
    }

    private static boolean isWeight(Checkpoint side, Tensor tensor) {
        boolean isNumber =
                tensor.dtype().isFloating() || side.stored(tensor).undecoded().isPresent();
        return isNumber && tensor.elements() > 0 && !Buffers.isBuffer(tensor);
    }

    private static boolean isHead(Naming naming, Tensor tensor) {
        return naming.place(tensor.name()).kind().family() == ModuleFamily.HEAD
                || Arrays.stream(tensor.name().split("\\.")).anyMatch(PRETRAINING::contains);
    }

    /// Returns what stands before the first number of a name, which all layers of a stack share;
    /// for a name without numbers its module.
    private static String stack(String name) {
        String bare = Prefixes.strip(name);
        int start = 0;
        for (int dot = bare.indexOf('.'); dot >= 0; dot = bare.indexOf('.', start)) {
            if (start < dot && bare.substring(start, dot).chars().allMatch(Character::isDigit)) {
                return bare.substring(0, start);
            }
            start = dot + 1;
        }
        return bare.substring(0, Math.max(0, start - 1));
    }

    private static Set<String> stacks(List<Tensor> tensors) {
        Set<String> stacks = new HashSet<>();
        tensors.forEach(tensor -> stacks.add(stack(tensor.name())));
        return stacks;
    }

    /// Whether tensors are left over on both sides that may be the same: tensors of equal shape and
    /// ending, a bias or norm by the last two parts of its name, others by the last; and tensors of
    /// one layer that are as many weights, one by one or together, whatever they are called.
    public static boolean areAlike(List<Tensor> open, List<Tensor> openInBase) {
        record Alike(Shape shape, String ending) {
            static Alike of(Tensor tensor) {
                String last = lastParts(tensor.name(), 1);
                boolean isGeneral = GENERAL.contains(last) && tensor.shape().rank() < 2;
                return new Alike(tensor.shape(), isGeneral ? lastParts(tensor.name(), 2) : last);
            }
        }
        Set<Alike> inBase = new HashSet<>();
        openInBase.forEach(tensor -> inBase.add(Alike.of(tensor)));
        return open.stream().map(Alike::of).anyMatch(inBase::contains)
                || shareLayers(open, openInBase);
    }

    /// Whether in some layer weights are left over on both sides, and as many of them.
    private static boolean shareLayers(List<Tensor> open, List<Tensor> openInBase) {
        Map<List<String>, List<Tensor>> own = byLayer(open);
        Map<List<String>, List<Tensor>> inBase = byLayer(openInBase);
        return own.entrySet().stream()
                .anyMatch(
                        layer ->
                                areAsMany(
                                        layer.getValue(),
                                        inBase.getOrDefault(layer.getKey(), List.of())));
    }

    private static boolean areAsMany(List<Tensor> open, List<Tensor> openInBase) {
        Set<Long> sizes = new HashSet<>();
        openInBase.forEach(tensor -> sizes.add(tensor.elements()));
        return open.stream().anyMatch(tensor -> sizes.contains(tensor.elements()))
                || (!openInBase.isEmpty()
                        && open.stream().mapToLong(Tensor::elements).sum()
                                == openInBase.stream().mapToLong(Tensor::elements).sum());
    }

    /// Returns tensors by the numbers in their names; those without numbers are in no layer.
    private static Map<List<String>, List<Tensor>> byLayer(List<Tensor> tensors) {
        Map<List<String>, List<Tensor>> layers = new HashMap<>();
        for (Tensor tensor : tensors) {
            List<String> numbers = Endings.numbers(Prefixes.strip(tensor.name()));
            if (!numbers.isEmpty()) {
                layers.computeIfAbsent(numbers, k -> new ArrayList<>()).add(tensor);
            }
        }
        return layers;
    }

    private static String lastParts(String name, int parts) {
        int start = name.length();
        for (int i = 0; i < parts && start >= 0; i++) {
            start = name.lastIndexOf('.', start - 1);
        }
        return name.substring(Math.max(0, start + 1));
    }

    /// Returns the share of the fine-tuned side's weights that were found; 1 if it has none.
    public double share() {
        return weights == 0 ? 1 : (double) found / weights;
    }

    /// Whether a change may be there that was not found.
    public boolean isPartial() {
        return areAlike || share() < LEAST;
    }

    /// Returns the share for people: `43.1 %`; never 100.0 % if something is missing.
    public String percent() {
        double percent = Math.floor(1000 * share()) / 10;
        return String.format(Locale.ROOT, "%.1f %%", found == weights ? 100 : percent);
    }

    /// Returns what the names of each side look like that were not found, as a clause.
    public String names(String base, String tuned) {
        List<String> sides = new ArrayList<>();
        if (!openInBase.isEmpty()) {
            sides.add(examples(openInBase) + " in " + base);
        }
        if (!open.isEmpty()) {
            sides.add(examples(open) + " in " + tuned);
        }
        return String.join(", ", sides);
    }

    /// Returns the first names of some tensors, and how many more there are.
    public static String examples(List<Tensor> tensors) {
        String shown =
                String.join(
                        " and ",
                        tensors.stream()
                                .limit(NAMED)
                                .map(tensor -> Shown.of(tensor.name()))
                                .toList());
        int more = tensors.size() - NAMED;
        return more > 0 ? shown + " (and " + more + " more)" : shown;
    }
}
