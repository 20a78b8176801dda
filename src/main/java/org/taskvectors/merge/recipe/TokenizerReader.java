package org.taskvectors.merge.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads `tokenizer_source` and `tokenizer`.
final class TokenizerReader {
    private static final List<String> BLOCK = List.of("source", "tokens", "pad_to_multiple_of");
    private static final List<String> TOKEN = List.of("source", "force");
    private static final List<String> ROW = List.of("kind", "model", "token", "token_id");
    private static final List<String> ZERO = List.of("kind");

    private final ReferenceReader references;
    private final Findings findings;

    TokenizerReader(ReferenceReader references, Findings findings) {
        this.references = references;
        this.findings = findings;
    }

    Optional<TokenizerPart> read(Keys recipe) throws Failure {
        Optional<YamlNode> source = recipe.find("tokenizer_source");
        Optional<YamlNode> block = recipe.find("tokenizer");
        if (source.isPresent() && block.isPresent()) {
            throw findings.failure(
                    RecipeProblem.WRONG_VALUE,
                    source.get().span(),
                    "'tokenizer_source' and 'tokenizer' are two ways to say one thing",
                    "Remove one of them");
        }
        if (source.isPresent()) {
            return Optional.of(new TokenizerPart.Brief(source(source.get(), "'tokenizer_source'")));
        }
        return block.isEmpty() ? Optional.empty() : Optional.of(block(block.get()));
    }

    private TokenizerPart.Source source(YamlNode node, String of) throws Failure {
        String word = node instanceof YamlNode.Leaf leaf ? leaf.text() : "";
        return switch (word) {
            case "union" -> new TokenizerPart.Union();
            case "base" -> new TokenizerPart.Base();
            default -> new TokenizerPart.OfModel(references.reference(node, of));
        };
    }

    private TokenizerPart block(YamlNode node) throws Failure {
        Keys keys = Keys.of(node, "tokenizer", "'tokenizer'", findings);
        keys.only(BLOCK);
        Optional<YamlNode> source = keys.find("source");
        Optional<YamlNode> padding = keys.find("pad_to_multiple_of");
        return new TokenizerPart.Block(
                source.isEmpty()
                        ? new TokenizerPart.Union()
                        : source(source.get(), "'source' of the tokenizer"),
                tokens(keys),
                padding.isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(number(padding.get(), "'pad_to_multiple_of'", 1)));
    }

    private Map<String, TokenizerPart.Token> tokens(Keys block) throws Failure {
        Optional<YamlNode> node = block.find("tokens");
        Map<String, TokenizerPart.Token> tokens = new LinkedHashMap<>();
        if (node.isEmpty()) {
            return tokens;
        }
        if (!(node.get() instanceof YamlNode.Entries entries)) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    node.get().span(),
                    "'tokens' has a key with a value for each token",
                    "");
        }
        for (Map.Entry<String, YamlNode.Entry> entry : entries.entries().entrySet()) {
            String what = "the token '" + Shown.of(entry.getKey()) + "'";
            Keys keys = Keys.of(entry.getValue().value(), "", what, findings);
            keys.only(TOKEN);
            Optional<YamlNode> source = keys.find("source");
            tokens.put(
                    entry.getKey(),
                    new TokenizerPart.Token(
                            source.isEmpty() ? Optional.empty() : Optional.of(row(source.get())),
                            isForced(keys)));
        }
        return tokens;
    }

    private boolean isForced(Keys token) throws Failure {
        if (token.keySpan("force").isEmpty()) {
            return false;
        }
        YamlNode node = token.get("force");
        Optional<Scalar> value =
                node instanceof YamlNode.Leaf leaf
                        ? Values.as(
                                MethodSignature.Kind.FLAG,
                                SettingReader.scalar(leaf, "'force'", findings))
                        : Optional.empty();
        if (value.isEmpty()) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND, node.span(), "'force' is true or false", "");
        }
        return value.get().equals(new Scalar.Flag(true));
    }

    private TokenizerPart.Row row(YamlNode node) throws Failure {
        if (!(node instanceof YamlNode.Entries entries) || !entries.entries().containsKey("kind")) {
            return new TokenizerPart.Same(references.reference(node, "the source of a token"));
        }
        Keys keys = Keys.of(node, "", "the source of a token", findings);
        String kind = Keys.text(keys.get("kind"), "'kind'", findings);
        return switch (kind) {
            case "zero" -> {
                keys.only(ZERO);
                yield new TokenizerPart.Zero();
            }
            case "model_token" -> {
                keys.only(ROW);
                yield modelToken(keys);
            }
            default ->
                    throw findings.failure(
                            RecipeProblem.WRONG_VALUE,
                            keys.get("kind").span(),
                            "a token's source is no '" + Shown.of(kind) + "'",
                            "It is zero or model_token");
        };
    }

    private TokenizerPart.Row modelToken(Keys keys) throws Failure {
        ModelReference model =
                references.reference(keys.get("model"), "'model' of a token's source");
        Optional<String> token = keys.text("token");
        Optional<YamlNode> number = keys.find("token_id");
        if (token.isPresent() == number.isPresent()) {
            throw findings.failure(
                    RecipeProblem.WRONG_VALUE,
                    keys.span(),
                    "a token's source names its row by 'token' or by 'token_id', by one of them",
                    "");
        }
        return token.isPresent()
                ? new TokenizerPart.ByText(model, token.get())
                : new TokenizerPart.ByNumber(model, number(number.orElseThrow(), "'token_id'", 0));
    }

    private int number(YamlNode node, String of, int least) throws Failure {
        long value = SettingReader.whole(node, of, findings);
        if (value < least || value > Integer.MAX_VALUE) {
            throw findings.failure(
                    RecipeProblem.WRONG_VALUE,
                    node.span(),
                    of + " is at least " + least + ", and here is " + value,
                    "");
        }
        return (int) value;
    }
}
