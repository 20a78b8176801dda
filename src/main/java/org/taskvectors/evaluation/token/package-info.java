/// What a vector says, token by token: the tokens that it promotes over texts, where in a text it
/// changes most (KL and passages), and what each layer would say (the logit lens). `TextEffect` and
/// `LogitLens` are the ways in.
@NullMarked
package org.taskvectors.evaluation.token;

import org.jspecify.annotations.NullMarked;
