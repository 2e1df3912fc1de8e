"""Words to tokens to vectors: our own byte-level BPE and a small transformer trained with the UNet."""

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn
from torch.nn import functional as F

from training.run import zero

PAD, BOS, EOS = 0, 1, 2
MAX_TOKENS = 32


def train_tokenizer(captions: list[str], vocabulary: int = 1024) -> Tokenizer:
    """A lower-casing byte-level BPE; any text has tokens, words of the captions mostly one each."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Lowercase(), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<pad>", "<bos>", "<eos>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(captions, trainer)
    return tokenizer


def encode(tokenizer: Tokenizer, texts: list[str]) -> Tensor:
    """Token ids [B, MAX_TOKENS] int64: BOS, the text cut to fit, EOS, then PAD."""
    rows = []
    for text in texts:
        ids = tokenizer.encode(text, add_special_tokens=False).ids[: MAX_TOKENS - 2] if text else []
        row = [BOS, *ids, EOS]
        rows.append(row + [PAD] * (MAX_TOKENS - len(row)))
    return torch.tensor(rows, dtype=torch.int64)


class TextLayer(nn.Module):
    """Pre-norm transformer layer with unmasked self-attention, as in the paper."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        zero(self.out)
        zero(self.down)

    def forward(self, x: Tensor) -> Tensor:
        b, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        x = x + self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class TextEncoder(nn.Module):
    """input_ids [B, T] int64 -> last_hidden_state [B, T, width], zeros where there is only padding.

    A prompt is mostly padding: were it not silent, a few words would hardly move the mean of all positions.
    It hands each word's own vector on, and adds to it what the layers read from the sentence, normalised and
    at first silent: were the words only part of what the layers sum up, a few thousand steps at the painter's
    rate would grow the layers' common part to ninety times the length of a word, and drown all words in it.
    """

    def __init__(self, vocabulary: int, width: int = 128, layers: int = 2, max_tokens: int = MAX_TOKENS):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.tokens.weight, std=0.5)
        self.positions = nn.Parameter(torch.randn(max_tokens, width) * 0.02)
        self.layers = nn.ModuleList([TextLayer(width, max(1, width // 64)) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        zero(self.norm)

    def forward(self, input_ids: Tensor) -> Tensor:
        words = self.tokens(input_ids)
        x = words + self.positions[: input_ids.shape[1]]
        for layer in self.layers:
            x = layer(x)
        return (words + self.norm(x)) * (input_ids != PAD)[:, :, None].to(x.dtype)


def pooled_words(words: Tensor) -> Tensor:
    """What every residual block hears of the words [B, T, width]: their sum, scaled down, [B, width]."""
    return 0.25 * words.sum(1)
