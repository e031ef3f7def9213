/** @file The ONNX messages (onnx.proto, IR version 10): their types and field tables. */
import type { MessageTable } from "./message.ts";
import { bytes, double, float, int32, int64, message, packed, repeated, string } from "./message.ts";

interface StringStringEntryProto {
  readonly key?: string;
  readonly value?: string;
}

interface OperatorSetIdProto {
  readonly domain?: string;
  readonly version?: bigint;
}

interface DimensionProto {
  readonly dimValue?: bigint;
  readonly dimParam?: string;
}

interface TensorShapeProto {
  readonly dim?: readonly DimensionProto[];
}

interface TensorTypeProto {
  readonly elemType?: number;
  readonly shape?: TensorShapeProto;
}

interface TypeProto {
  readonly tensorType?: TensorTypeProto;
  readonly denotation?: string;
}

export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
  readonly docString?: string;
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
  readonly type?: number;
  readonly refAttrName?: string;
}

export interface NodeProto {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute?: readonly AttributeProto[];
  readonly docString?: string;
  readonly domain?: string;
}

export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly name?: string;
  readonly initializer?: readonly TensorProto[];
  readonly docString?: string;
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
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
  fields: { dimValue: int64(1), dimParam: string(2) },
};

const tensorShape: MessageTable<TensorShapeProto> = {
  name: "TensorShapeProto",
  fields: { dim: repeated(message(1, () => dimension)) },
};

const tensorType: MessageTable<TensorTypeProto> = {
  name: "TypeProto.Tensor",
  fields: { elemType: int32(1), shape: message(2, () => tensorShape) },
};

const type: MessageTable<TypeProto> = {
  name: "TypeProto",
  fields: { tensorType: message(1, () => tensorType), denotation: string(6) },
};

const valueInfo: MessageTable<ValueInfoProto> = {
  name: "ValueInfoProto",
  fields: { name: string(1), type: message(2, () => type), docString: string(3) },
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
  },
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
    type: int32(20),
    refAttrName: string(21),
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
  },
};

/** TensorProto.DataType */
export const elementType = { float: 1, uint8: 2, int32: 6, int64: 7, bool: 9, double: 11 } as const;

/** AttributeProto.AttributeType */
export const attributeType = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7 } as const;
