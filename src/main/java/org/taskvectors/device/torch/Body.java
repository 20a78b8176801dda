package org.taskvectors.device.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Linear;
import org.taskvectors.inference.Norm;
import org.taskvectors.inference.Product;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Writes the body of a method line by line, and collects the weights that it names: the method's
/// parameter `w` is the list of them.
///
/// Sums along the residual stream and norms are float32; products run in their weights' dtype.
final class Body {
    private final Architecture architecture;
    private final Function<Weights, Optional<String>> others;
    private final StringBuilder text = new StringBuilder();
    private final List<Weights> weights = new ArrayList<>();
    private String indent = "";

    Body(Architecture architecture) {
        this(architecture, _ -> Optional.empty());
    }

    /// @param others returns what stands for weights that are not in `w`; empty for those that are
    Body(Architecture architecture, Function<Weights, Optional<String>> others) {
        this.architecture = architecture;
        this.others = others;
    }

    String text() {
        return text.toString();
    }

    List<Weights> weights() {
        return List.copyOf(weights);
    }

    void line(String line) {
        text.append("    ").append(indent).append(line).append('\n');
    }

    /// Writes some lines as a part of a block.
    void indented(String more, Runnable lines) {
        indent = more;
        lines.run();
        indent = "";
    }

    /// Returns what TorchScript calls a dtype.
    static int code(DType dtype) {
        return switch (dtype) {
            case F32 -> 6;
            case BF16 -> 15;
            default -> throw new IllegalArgumentException(dtype + " is not computed with");
        };
    }

    /// Returns a number as TorchScript reads a `float`.
    static String number(double value) {
        return Double.toString(value).replace('E', 'e');
    }

    static String to(String expression, DType dtype) {
        return "torch.to(" + expression + ", " + code(dtype) + ")";
    }

    private String name(Weights one) {
        Optional<String> other = others.apply(one);
        if (other.isPresent()) {
            return other.get();
        }
        weights.add(one);
        return "w[" + (weights.size() - 1) + "]";
    }

    /// Writes `target` as the norm of float32 numbers, over the last `width` of them.
    void norm(String target, String source, Norm norm, int width) {
        String weight = to(name(norm.weights()), DType.F32);
        if (architecture.normOffset() != 0) {
            weight = "torch.add(" + weight + ", " + number(architecture.normOffset()) + ")";
        }
        String epsilon = number(architecture.normEpsilon());
        boolean isLayer =
                switch (architecture.norm()) {
                    case LAYER -> true;
                    case RMS -> false;
                };
        String shape = source + ", [" + width + "], " + weight + ", ";
        if (isLayer) {
            String bias = norm.bias().map(one -> to(name(one), DType.F32)).orElse("None");
            line(target + " = torch.layer_norm(" + shape + bias + ", " + epsilon + ")");
        } else {
            line(target + " = torch.rms_norm(" + shape + epsilon + ")");
        }
    }

    /// Writes `target` as the weights themselves, which fit into a tensor.
    void weight(String target, Weights weights) {
        line(target + " = " + name(weights));
    }

    /// Writes `target` as W·x + b, in W's dtype.
    void linear(String target, String source, Linear linear) {
        linear(
                target,
                source,
                linear.weights(),
                linear.isTransposed(),
                linear.bias().map(bias -> to(name(bias), linear.weights().dtype())));
    }

    private void linear(
            String target,
            String source,
            Weights weight,
            boolean isTransposed,
            Optional<String> bias) {
        String input = to(source, weight.dtype());
        List<Weights> parts = parts(weight);
        if (isTransposed) {
            line(target + " = torch.matmul(" + input + ", " + name(weight) + ")");
        } else if (parts.size() == 1) {
            String last = bias.map(one -> ", " + one).orElse("");
            line(target + " = torch.linear(" + input + ", " + name(weight) + last + ")");
            return;
        } else {
            line("whole = " + input);
            String outputs =
                    parts.stream()
                            .map(part -> "torch.linear(whole, " + name(part) + ")")
                            .collect(Collectors.joining(", "));
            line(target + " = torch.cat([" + outputs + "], -1)");
        }
        bias.ifPresent(one -> line(target + " = torch.add(" + target + ", " + one + ")"));
    }

    /// Writes each of `targets` as one output of a product. Weights that lie one after the other
    /// are one product.
    ///
    /// @param sizes numbers of each target
    void product(Product product, String source, List<Integer> sizes, List<String> targets) {
        List<Linear> parts = product.parts();
        if (parts.size() == 1) {
            linear("joined", source, parts.getFirst());
        } else if (isJoined(product)) {
            Weights whole = product.whole().orElseThrow();
            List<Weights> biases = biases(product);
            DType dtype = whole.dtype();
            String names =
                    biases.stream()
                            .map(bias -> to(name(bias), dtype))
                            .collect(Collectors.joining(", "));
            Optional<String> bias =
                    biases.isEmpty() ? Optional.empty() : Optional.of("torch.cat([" + names + "])");
            linear("joined", source, whole, false, bias);
        } else {
            for (int i = 0; i < targets.size(); i++) {
                linear(targets.get(i), source, parts.get(i));
            }
            return;
        }
        if (targets.size() == 1) {
            line(targets.getFirst() + " = joined");
            return;
        }
        line("split = torch.split_with_sizes(joined, " + sizes + ", -1)");
        for (int i = 0; i < targets.size(); i++) {
            line(targets.get(i) + " = split[" + i + "]");
        }
    }

    /// Whether a product is computed as one, so that its outputs may be cut anywhere.
    static boolean isJoined(Product product) {
        List<Weights> biases = biases(product);
        int parts = product.parts().size();
        return parts == 1
                || (product.whole().filter(one -> parts(one).size() == 1).isPresent()
                        && (biases.isEmpty() || biases.size() == parts));
    }

    private static List<Weights> biases(Product product) {
        return product.parts().stream().flatMap(part -> part.bias().stream()).toList();
    }

    /// Returns the rows of a matrix in parts that a tensor can hold.
    static List<Weights> parts(Weights matrix) {
        return parts(matrix, Tensors.MOST_BYTES);
    }

    static List<Weights> parts(Weights matrix, long mostBytes) {
        long bytes = matrix.memory().byteSize();
        if (bytes <= mostBytes) {
            return List.of(matrix);
        }
        long rows = matrix.shape().size(0);
        long rowBytes = bytes / rows;
        long count = -Math.floorDiv(-bytes, mostBytes);
        long step = Math.min(-Math.floorDiv(-rows, count), mostBytes / rowBytes);
        List<Weights> parts = new ArrayList<>();
        for (long row = 0; row < rows; row += step) {
            long taken = Math.min(step, rows - row);
            MemorySegment memory = matrix.memory().asSlice(row * rowBytes, taken * rowBytes);
            parts.add(new Weights(memory, matrix.dtype(), Shape.of(taken, matrix.shape().size(1))));
        }
        return parts;
    }
}
