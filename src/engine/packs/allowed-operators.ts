/**
 * Operators that a pack's graphs may use, per domain: plain arithmetic, shapes, convolutions, attention,
 * normalisation and quantisation, all known to the CPU provider. Left out on purpose: control flow (`Loop`, `If`,
 * `Scan`: no bound on time), random operators (results would not repeat), strings, sequences, and everything that
 * loads code or compiled blobs. `QLinearConcat`, `QLinearSoftmax` and `QLinearWhere` of ONNX Runtime 1.30 crash the
 * process on a scale without elements.
 */
export const allowedOperators: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    '',
    words(`Abs Add And ArgMax ArgMin Attention AveragePool BatchNormalization Cast CastLike Ceil Clip Concat
      Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos CumSum DepthToSpace DequantizeLinear Div
      DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand Flatten Floor Gather GatherElements GatherND Gelu Gemm
      GlobalAveragePool Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish Identity
      InstanceNormalization LayerNormalization LeakyRelu Less LessOrEqual Log MatMul MatMulInteger Max MaxPool Mean
      Min Mish Mod Mul Neg Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization
      Range Reciprocal ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu
      Reshape Resize RotaryEmbedding Round Shape Sigmoid Sign Sin Size Slice Softmax Softplus SpaceToDepth Split
      Sqrt Squeeze Sub Sum Swish Tan Tanh Tile Transpose Trilu Unsqueeze Where Xor`),
  ],
  [
    'com.microsoft',
    words(`BiasGelu DequantizeLinear DynamicQuantizeMatMul FastGelu FusedConv FusedGemm FusedMatMul Gelu
      MatMulIntegerToFloat MatMulNBits MultiHeadAttention NhwcMaxPool QGemm QLinearAdd QLinearAveragePool
      QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearSigmoid
      QuantizeLinear QuickGelu SkipLayerNormalization`),
  ],
]);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
