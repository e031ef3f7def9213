/** @file The ONNX messages (onnx.proto, IR version 10): their types and field tables. */
import type { MessageTable } from "./message.ts";
import { bytes, double, float, int32, int64, message, packed, repeated, string } from "./message.ts";

interface StringStringEntryProto {
  readonly key?: string;
  readonly value?: string;
}

export interface OperatorSetIdProto {
  readonly domain?: string;
  readonly version?: bigint;
}

export interface DimensionProto {
  readonly dimValue?: bigint;
  readonly dimParam?: string;
  readonly denotation?: string;
}

interface TensorShapeProto {
  readonly dim?: readonly DimensionProto[];
}

interface TensorTypeProto {
  readonly elemType?: number;
  readonly shape?: TensorShapeProto;
}

/** Type of a sequence's elements, or of what an optional holds. */
interface ElementTypeProto {
  readonly elemType?: TypeProto;
}

interface MapTypeProto {
  readonly keyType?: number;
  readonly valueType?: TypeProto;
}

interface TypeProto {
  readonly tensorType?: TensorTypeProto;
  readonly sequenceType?: ElementTypeProto;
  readonly mapType?: MapTypeProto;
  readonly denotation?: string;
  readonly sparseTensorType?: TensorTypeProto;
  readonly optionalType?: ElementTypeProto;
}

export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
  readonly docString?: string;
  readonly metadataProps?: readonly StringStringEntryProto[];
}

export interface TensorProto {
  readonly dims?: readonly bigint[];
  readonly dataType?: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly stringData?: readonly Uint8Array[];
  readonly int64Data?: readonly bigint[];
  readonly name?: string;
  readonly rawData?: Uint8Array;
  readonly doubleData?: readonly number[];
  readonly uint64Data?: readonly bigint[];
  readonly docString?: string;
  readonly externalData?: readonly StringStringEntryProto[];
  readonly dataLocation?: number;
  readonly metadataProps?: readonly StringStringEntryProto[];
}

interface SparseTensorProto {
  readonly values?: TensorProto;
  readonly indices?: TensorProto;
  readonly dims?: readonly bigint[];
}

interface TensorAnnotation {
  readonly tensorName?: string;
  readonly quantParameterTensorNames?: readonly StringStringEntryProto[];
}

export interface AttributeProto {
  readonly name?: string;
  readonly f?: number;
  readonly i?: bigint;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly bigint[];
  readonly strings?: readonly Uint8Array[];
  readonly tensors?: readonly TensorProto[];
  readonly graphs?: readonly GraphProto[];
  readonly docString?: string;
  readonly tp?: TypeProto;
  readonly typeProtos?: readonly TypeProto[];
  readonly type?: number;
  readonly refAttrName?: string;
  readonly sparseTensor?: SparseTensorProto;
  readonly sparseTensors?: readonly SparseTensorProto[];
}

export interface NodeProto {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute?: readonly AttributeProto[];
  readonly docString?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly metadataProps?: readonly StringStringEntryProto[];
}

export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly name?: string;
  readonly initializer?: readonly TensorProto[];
  readonly docString?: string;
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
  readonly quantizationAnnotation?: readonly TensorAnnotation[];
  readonly sparseInitializer?: readonly SparseTensorProto[];
  readonly metadataProps?: readonly StringStringEntryProto[];
}

/** An op defined by the model itself. */
export interface FunctionProto {
  readonly name?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  /** Names of attributes without a default. */
  readonly attribute?: readonly string[];
  readonly node?: readonly NodeProto[];
  readonly docString?: string;
  readonly opsetImport?: readonly OperatorSetIdProto[];
  readonly domain?: string;
  /** Attributes with their defaults. */
  readonly attributeProto?: readonly AttributeProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
  readonly overload?: string;
  readonly metadataProps?: readonly StringStringEntryProto[];
}

export interface ModelProto {
  readonly irVersion?: bigint;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly domain?: string;
  readonly modelVersion?: bigint;
  readonly docString?: string;
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly OperatorSetIdProto[];
  readonly metadataProps?: readonly StringStringEntryProto[];
  readonly functions?: readonly FunctionProto[];
}

const stringStringEntry: MessageTable<StringStringEntryProto> = {
  name: "StringStringEntryProto",
  fields: { key: string(1), value: string(2) },
};

const operatorSetId: MessageTable<OperatorSetIdProto> = {
  name: "OperatorSetIdProto",
  fields: { domain: string(1), version: int64(2) },
};

const dimension: MessageTable<DimensionProto> = {
  name: "TensorShapeProto.Dimension",
  fields: { dimValue: int64(1), dimParam: string(2), denotation: string(3) },
};

const tensorShape: MessageTable<TensorShapeProto> = {
  name: "TensorShapeProto",
  fields: { dim: repeated(message(1, () => dimension)) },
};

const tensorType: MessageTable<TensorTypeProto> = {
  name: "TypeProto.Tensor",
  fields: { elemType: int32(1), shape: message(2, () => tensorShape) },
};

const elementOf: MessageTable<ElementTypeProto> = {
  name: "TypeProto.Sequence",
  fields: { elemType: message(1, () => type) },
};

const mapType: MessageTable<MapTypeProto> = {
  name: "TypeProto.Map",
  fields: { keyType: int32(1), valueType: message(2, () => type) },
};

const type: MessageTable<TypeProto> = {
  name: "TypeProto",
  fields: {
    tensorType: message(1, () => tensorType),
    sequenceType: message(4, () => elementOf),
    mapType: message(5, () => mapType),
    denotation: string(6),
    sparseTensorType: message(8, () => tensorType),
    optionalType: message(9, () => elementOf),
  },
};

const valueInfo: MessageTable<ValueInfoProto> = {
  name: "ValueInfoProto",
  fields: {
    name: string(1),
    type: message(2, () => type),
    docString: string(3),
    metadataProps: repeated(message(4, () => stringStringEntry)),
  },
};

export const tensorTable: MessageTable<TensorProto> = {
  name: "TensorProto",
  fields: {
    dims: repeated(int64(1)),
    dataType: int32(2),
    floatData: packed(float(4)),
    int32Data: packed(int32(5)),
    stringData: repeated(bytes(6)),
    int64Data: packed(int64(7)),
    name: string(8),
    rawData: bytes(9),
    doubleData: packed(double(10)),
    uint64Data: packed(int64(11)),
    docString: string(12),
    externalData: repeated(message(13, () => stringStringEntry)),
    dataLocation: int32(14),
    metadataProps: repeated(message(16, () => stringStringEntry)),
  },
};

const sparseTensor: MessageTable<SparseTensorProto> = {
  name: "SparseTensorProto",
  fields: { values: message(1, () => tensorTable), indices: message(2, () => tensorTable), dims: repeated(int64(3)) },
};

const tensorAnnotation: MessageTable<TensorAnnotation> = {
  name: "TensorAnnotation",
  fields: { tensorName: string(1), quantParameterTensorNames: repeated(message(2, () => stringStringEntry)) },
};

const attribute: MessageTable<AttributeProto> = {
  name: "AttributeProto",
  fields: {
    name: string(1),
    f: float(2),
    i: int64(3),
    s: bytes(4),
    t: message(5, () => tensorTable),
    g: message(6, () => graph),
    floats: repeated(float(7)),
    ints: repeated(int64(8)),
    strings: repeated(bytes(9)),
    tensors: repeated(message(10, () => tensorTable)),
    graphs: repeated(message(11, () => graph)),
    docString: string(13),
    tp: message(14, () => type),
    typeProtos: repeated(message(15, () => type)),
    type: int32(20),
    refAttrName: string(21),
    sparseTensor: message(22, () => sparseTensor),
    sparseTensors: repeated(message(23, () => sparseTensor)),
  },
};

const node: MessageTable<NodeProto> = {
  name: "NodeProto",
  fields: {
    input: repeated(string(1)),
    output: repeated(string(2)),
    name: string(3),
    opType: string(4),
    attribute: repeated(message(5, () => attribute)),
    docString: string(6),
    domain: string(7),
    overload: string(8),
    metadataProps: repeated(message(9, () => stringStringEntry)),
  },
};

const graph: MessageTable<GraphProto> = {
  name: "GraphProto",
  fields: {
    node: repeated(message(1, () => node)),
    name: string(2),
    initializer: repeated(message(5, () => tensorTable)),
    docString: string(10),
    input: repeated(message(11, () => valueInfo)),
    output: repeated(message(12, () => valueInfo)),
    valueInfo: repeated(message(13, () => valueInfo)),
    quantizationAnnotation: repeated(message(14, () => tensorAnnotation)),
    sparseInitializer: repeated(message(15, () => sparseTensor)),
    metadataProps: repeated(message(16, () => stringStringEntry)),
  },
};

const functionTable: MessageTable<FunctionProto> = {
  name: "FunctionProto",
  fields: {
    name: string(1),
    input: repeated(string(4)),
    output: repeated(string(5)),
    attribute: repeated(string(6)),
    node: repeated(message(7, () => node)),
    docString: string(8),
    opsetImport: repeated(message(9, () => operatorSetId)),
    domain: string(10),
    attributeProto: repeated(message(11, () => attribute)),
    valueInfo: repeated(message(12, () => valueInfo)),
    overload: string(13),
    metadataProps: repeated(message(14, () => stringStringEntry)),
  },
};

export const modelTable: MessageTable<ModelProto> = {
  name: "ModelProto",
  fields: {
    irVersion: int64(1),
    producerName: string(2),
    producerVersion: string(3),
    domain: string(4),
    modelVersion: int64(5),
    docString: string(6),
    graph: message(7, () => graph),
    opsetImport: repeated(message(8, () => operatorSetId)),
    metadataProps: repeated(message(14, () => stringStringEntry)),
    functions: repeated(message(25, () => functionTable)),
  },
};

/** TensorProto.DataType */
export const elementType = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;

/** AttributeProto.AttributeType */
export const attributeType = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
} as const;
