using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace FactoryTwin.Rest.Tests.Json;

/// <summary>What the ProtoJSON specification takes and refuses, form by form; many of these are cases of protobuf's own conformance suite.</summary>
internal sealed class JsonTableTests
{
    private static readonly ProtoJson Json = new(new JsonTypes([KindsReflection.Descriptor]));

    // Names.
    [TestCase("""{"anInt32":1}""", """{"anInt32":1}""")]
    [TestCase("""{"an_int32":1}""", """{"anInt32":1}""")]
    [TestCase("""{"\u0061nInt32":1}""", """{"anInt32":1}""")]
    [TestCase("""{"other name":"x"}""", """{"other name":"x"}""")]
    [TestCase("""{"renamed":"x"}""", """{"other name":"x"}""")]
    [TestCase("""{"UnderScore":1,"field2Digit":2,"UpperCase":3}""", """{"UnderScore":1,"field2Digit":2,"UpperCase":3}""")]
    // Whole numbers.
    [TestCase("""{"anInt32":1e5}""", """{"anInt32":100000}""")]
    [TestCase("""{"anInt32":100000.000}""", """{"anInt32":100000}""")]
    [TestCase("""{"anInt32":2.147483647e9}""", """{"anInt32":2147483647}""")]
    [TestCase("""{"anInt32":-0}""", """{"anInt32":0}""")]
    [TestCase("""{"anInt32":"1e2"}""", """{"anInt32":100}""")]
    [TestCase("""{"anInt32":"\u0031\u0032"}""", """{"anInt32":12}""")]
    [TestCase("""{"anInt64":"-9223372036854775808"}""", """{"anInt64":"-9223372036854775808"}""")]
    [TestCase("""{"anInt64":9223372036854775807}""", """{"anInt64":"9223372036854775807"}""")]
    [TestCase("""{"aUint64":18446744073709551615}""", """{"aUint64":"18446744073709551615"}""")]
    [TestCase("""{"aUint64":1844674407370955161.5e1}""", """{"aUint64":"18446744073709551615"}""")]
    [TestCase("""{"aUint32":"4294967295"}""", """{"aUint32":4294967295}""")]
    // Floating point.
    [TestCase("""{"aDouble":"NaN"}""", """{"aDouble":"NaN"}""")]
    [TestCase("""{"aDouble":"-Infinity"}""", """{"aDouble":"-Infinity"}""")]
    [TestCase("""{"aDouble":"1.5e-3"}""", """{"aDouble":0.0015}""")]
    [TestCase("""{"aDouble":1.79769e+308}""", """{"aDouble":1.79769E+308}""")]
    [TestCase("""{"aDouble":2.22507e-308}""", """{"aDouble":2.22507E-308}""")]
    [TestCase("""{"aFloat":3.40282e+38}""", """{"aFloat":3.40282E+38}""")]
    [TestCase("""{"aFloat":1.17549e-38}""", """{"aFloat":1.17549E-38}""")]
    [TestCase("""{"aFloat":16777217}""", """{"aFloat":16777216}""")]
    // Enums, bytes, text.
    [TestCase("""{"aShade":"SHADE_BLACK"}""", """{"aShade":"SHADE_DARK"}""")]
    [TestCase("""{"aShade":-2}""", """{"aShade":"SHADE_LIGHT"}""")]
    [TestCase("""{"aShade":123}""", """{"aShade":123}""")]
    [TestCase("""{"someBytes":"AQI="}""", """{"someBytes":"AQI="}""")]
    [TestCase("""{"someBytes":"AQI"}""", """{"someBytes":"AQI="}""")]
    [TestCase("""{"someBytes":"-_8"}""", """{"someBytes":"+/8="}""")]
    [TestCase("""{"aString":"\u8c37\u6b4c\ud83d\ude01"}""", "{\"aString\":\"谷歌😁\"}")]
    [TestCase("""{"aString":"\u0000\n\""}""", "{\"aString\":\"\\u0000\\n\\\"\"}")]
    // Null is the same as nothing.
    [TestCase("""{"anInt32":null,"aString":null,"aMessage":null,"int32s":null,"byInt32":null,"time":null,"wrappedInt32":null,"aStruct":null,"anAny":null,"aShade":null,"maybeInt64":null}""", "{}")]
    [TestCase("""{"aValue":null}""", """{"aValue":null}""")]
    [TestCase("""{"values":[null,1]}""", """{"values":[null,1]}""")]
    [TestCase("""{"choiceNull":null}""", """{"choiceNull":null}""")]
    [TestCase("""{"choiceNull":"NULL_VALUE"}""", """{"choiceNull":null}""")]
    [TestCase("""{"nulls":[null,"NULL_VALUE",0]}""", """{"nulls":[null,null,null]}""")]
    [TestCase("""{"choiceInt32":null,"choiceString":"x"}""", """{"choiceString":"x"}""")]
    // Presence.
    [TestCase("""{"maybeInt64":0,"maybeString":"","wrappedBool":false,"choiceBool":false}""", """{"maybeInt64":"0","maybeString":"","wrappedBool":false,"choiceBool":false}""")]
    [TestCase("""{"aMessage":{}}""", """{"aMessage":{}}""")]
    // Well-known types.
    [TestCase("""{"time":"1970-01-01T00:00:00Z"}""", """{"time":"1970-01-01T00:00:00Z"}""")]
    [TestCase("""{"time":"9999-12-31T23:59:59.999999999Z"}""", """{"time":"9999-12-31T23:59:59.999999999Z"}""")]
    [TestCase("""{"time":"0001-01-01T00:00:00Z"}""", """{"time":"0001-01-01T00:00:00Z"}""")]
    [TestCase("""{"time":"2000-02-29T08:00:00.10+08:00"}""", """{"time":"2000-02-29T00:00:00.100Z"}""")]
    [TestCase("""{"duration":"-315576000000s"}""", """{"duration":"-315576000000s"}""")]
    [TestCase("""{"duration":"-0.5s"}""", """{"duration":"-0.500s"}""")]
    [TestCase("""{"duration":"1.000000001s"}""", """{"duration":"1.000000001s"}""")]
    [TestCase("""{"mask":"foo,barBaz.quxQux"}""", """{"mask":"foo,barBaz.quxQux"}""")]
    [TestCase("""{"mask":""}""", """{"mask":""}""")]
    [TestCase("""{"aValue":{"a":[1,"x",true,null,{}]}}""", """{"aValue":{"a":[1,"x",true,null,{}]}}""")]
    [TestCase("""{"anAny":{}}""", """{"anAny":{}}""")]
    [TestCase("""{"anAny":{"value":"12.1s","@type":"type.googleapis.com/google.protobuf.Duration"}}""", """{"anAny":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"12.100s"}}""")]
    [TestCase("""{"anAny":{"@type":"type.googleapis.com/google.protobuf.Empty"}}""", """{"anAny":{"@type":"type.googleapis.com/google.protobuf.Empty"}}""")]
    // Maps.
    [TestCase("""{"byInt32":{"-1":"a","2":"b"}}""", """{"byInt32":{"-1":"a","2":"b"}}""")]
    [TestCase("""{"byBool":{"true":1,"false":0}}""", """{"byBool":{"true":1,"false":0}}""")]
    [TestCase("""{"byUint64":{"\u0031":true}}""", """{"byUint64":{"1":true}}""")]
    // White space of every kind.
    [TestCase(" \r\n\t{ \"anInt32\" :\t1 } \n", """{"anInt32":1}""")]
    public void Is_taken(string json, string expected)
    {
        var written = JsonNode.Parse(Write(Kinds.Parser.ParseFrom(Json.Read(Encoding.UTF8.GetBytes(json), Kinds.Descriptor))))!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(expected)!.AsObject())
        {
            Assert.That(written.ContainsKey(name), Is.True, $"{name} in {written.ToJsonString()}");
            // By its text: 1.5E+300 and the like are compared as they are written.
            Assert.That(written[name]?.ToJsonString() ?? "null", name == "aMessage" ? Is.Not.Empty : Is.EqualTo(value?.ToJsonString() ?? "null"));
        }
        foreach (var field in Kinds.Descriptor.Fields.InDeclarationOrder().Where(field => field.HasPresence))
            Assert.That(written.ContainsKey(field.JsonName), Is.EqualTo(JsonNode.Parse(expected)!.AsObject().ContainsKey(field.JsonName)), field.JsonName);
    }

    [TestCase("""{"nosuch":1}""", "nosuch")]
    [TestCase("""{"AnInt32":1}""", "AnInt32")]
    [TestCase("""{"messages":[{},{"x":1}]}""", "messages[1].x")]
    [TestCase("""{"anInt32":1,"anInt32":2}""", "anInt32")]
    [TestCase("""{"anInt32":1,"an_int32":2}""", "an_int32")]
    [TestCase("""{"choiceString":"a","choiceInt32":1}""", "choiceInt32")]
    [TestCase("""{"choiceNull":null,"choiceInt32":1}""", "choiceInt32")]
    [TestCase("""{"anInt32":0.5}""", "anInt32")]
    [TestCase("""{"anInt32":1e-1}""", "anInt32")]
    [TestCase("""{"anInt32":1.00000000000000000000000000000001}""", "anInt32")]
    [TestCase("""{"anInt32":2147483648}""", "anInt32")]
    [TestCase("""{"anInt32":-2147483649}""", "anInt32")]
    [TestCase("""{"anInt32":1e1000000000}""", "anInt32")]
    [TestCase("""{"aUint32":-1}""", "aUint32")]
    [TestCase("""{"aUint32":4294967296}""", "aUint32")]
    [TestCase("""{"anInt64":"9223372036854775808"}""", "anInt64")]
    [TestCase("""{"aUint64":"18446744073709551616"}""", "aUint64")]
    [TestCase("""{"aUint64":99999999999999999999}""", "aUint64")]
    [TestCase("""{"anInt32":""}""", "anInt32")]
    [TestCase("""{"anInt32":" 1"}""", "anInt32")]
    [TestCase("""{"anInt32":"+1"}""", "anInt32")]
    [TestCase("""{"anInt32":"01"}""", "anInt32")]
    [TestCase("""{"anInt32":"0x1"}""", "anInt32")]
    [TestCase("""{"anInt32":"1abc"}""", "anInt32")]
    [TestCase("""{"anInt32":true}""", "anInt32")]
    [TestCase("""{"anInt32":[1]}""", "anInt32")]
    [TestCase("""{"anInt32":"Infinity"}""", "anInt32")]
    [TestCase("""{"aDouble":1.89769e+308}""", "aDouble")]
    [TestCase("""{"aDouble":"1.89769e+308"}""", "aDouble")]
    [TestCase("""{"aDouble":"-NaN"}""", "aDouble")]
    [TestCase("""{"aDouble":"inf"}""", "aDouble")]
    [TestCase("""{"aDouble":""}""", "aDouble")]
    [TestCase("""{"aFloat":3.502823e+38}""", "aFloat")]
    [TestCase("""{"aFloat":"-3.502823e+38"}""", "aFloat")]
    [TestCase("""{"aBool":1}""", "aBool")]
    [TestCase("""{"aBool":"true"}""", "aBool")]
    [TestCase("""{"aString":1}""", "aString")]
    [TestCase("""{"aString":true}""", "aString")]
    [TestCase("""{"aString":{}}""", "aString")]
    [TestCase("""{"aString":"\ud800"}""", "aString")]
    [TestCase("""{"aString":"\udc00\ud800"}""", "aString")]
    [TestCase("""{"aString":"\ud800x"}""", "aString")]
    [TestCase("""{"byInt32":{"1":"\ud800"}}""", "byInt32.1")]
    [TestCase("""{"\ud800":1}""", "")]
    [TestCase("""{"someBytes":"A"}""", "someBytes")]
    [TestCase("""{"someBytes":"AQI=="}""", "someBytes")]
    [TestCase("""{"someBytes":"A Q="}""", "someBytes")]
    [TestCase("""{"someBytes":"AQ=I"}""", "someBytes")]
    [TestCase("""{"aShade":"SHADE_PURPLE"}""", "aShade")]
    [TestCase("""{"aShade":"shade_dark"}""", "aShade")]
    [TestCase("""{"aShade":0.5}""", "aShade")]
    [TestCase("""{"aShade":4294967296}""", "aShade")]
    [TestCase("""{"int32s":1}""", "int32s")]
    [TestCase("""{"int32s":[1,null]}""", "int32s[1]")]
    [TestCase("""{"int32s":[1,[2]]}""", "int32s[1]")]
    [TestCase("""{"messages":[null]}""", "messages[0]")]
    [TestCase("""{"messages":{}}""", "messages")]
    [TestCase("""{"strings":["a",1]}""", "strings[1]")]
    [TestCase("""{"byInt32":{"1":null}}""", "byInt32.1")]
    [TestCase("""{"byInt32":{"x":"a"}}""", "byInt32.x")]
    [TestCase("""{"byInt32":{"1":"a","1":"b"}}""", "byInt32.1")]
    [TestCase("""{"byBool":{"yes":1}}""", "byBool.yes")]
    [TestCase("""{"byInt32":[]}""", "byInt32")]
    [TestCase("""{"aStruct":{"a":1,"a":2}}""", "aStruct.a")]
    [TestCase("""{"aStruct":[]}""", "aStruct")]
    [TestCase("""{"aList":{}}""", "aList")]
    [TestCase("""{"aMessage":"x"}""", "aMessage")]
    [TestCase("""{"time":"0000-01-01T00:00:00Z"}""", "time")]
    [TestCase("""{"time":"10000-01-01T00:00:00Z"}""", "time")]
    [TestCase("""{"time":"0001-01-01T00:00:00+23:59"}""", "time")]
    [TestCase("""{"time":"1970-01-01t00:00:00Z"}""", "time")]
    [TestCase("""{"time":"1970-01-01T00:00:00z"}""", "time")]
    [TestCase("""{"time":"1970-01-01 00:00:00Z"}""", "time")]
    [TestCase("""{"time":"1970-01-01T00:00:00"}""", "time")]
    [TestCase("""{"time":"1970-01-01T00:00:00.1234567891Z"}""", "time")]
    [TestCase("""{"time":"1970-02-30T00:00:00Z"}""", "time")]
    [TestCase("""{"time":"1970-01-01T24:00:00Z"}""", "time")]
    [TestCase("""{"time":"1970-01-01T00:00:60Z"}""", "time")]
    [TestCase("""{"time":1}""", "time")]
    [TestCase("""{"duration":"1"}""", "duration")]
    [TestCase("""{"duration":"1.5"}""", "duration")]
    [TestCase("""{"duration":"315576000001s"}""", "duration")]
    [TestCase("""{"duration":"1.0000000001s"}""", "duration")]
    [TestCase("""{"duration":"1.s"}""", "duration")]
    [TestCase("""{"duration":".5s"}""", "duration")]
    [TestCase("""{"mask":"foo_bar"}""", "mask")]
    [TestCase("""{"mask":"foo,,bar"}""", "mask")]
    [TestCase("""{"mask":["foo"]}""", "mask")]
    [TestCase("""{"wrappedInt32":{"value":1}}""", "wrappedInt32")]
    [TestCase("""{"anAny":{"@type":"type.googleapis.com/no.Such"}}""", "anAny.@type")]
    [TestCase("""{"anAny":{"@type":"google.protobuf.Duration","value":"1s"}}""", "anAny.@type")]
    [TestCase("""{"anAny":{"value":"1s"}}""", "anAny")]
    [TestCase("""{"anAny":{"@type":"type.googleapis.com/google.protobuf.Duration"}}""", "anAny.value")]
    [TestCase("""{"anAny":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s","x":1}}""", "anAny.x")]
    [TestCase("""{"anAny":{"@type":"x/google.protobuf.Empty","@type":"x/google.protobuf.Empty"}}""", "anAny")]
    [TestCase("""[]""", "")]
    [TestCase("""null""", "")]
    [TestCase("""{} {}""", "")]
    [TestCase("""{}x""", "")]
    [TestCase("""{"anInt32":01}""", "")]
    [TestCase("""{"anInt32":+1}""", "")]
    [TestCase("""{"anInt32":NaN}""", "")]
    [TestCase("""{"anInt32":1,}""", "")]
    [TestCase("""{'anInt32':1}""", "")]
    [TestCase("""{anInt32:1}""", "")]
    [TestCase("{\"aString\":\"a\nb\"}", "")]
    [TestCase("""{"anInt32":1 /* one */}""", "")]
    [TestCase("""{""", "")]
    public void Is_refused_by_the_name_of_its_field(string json, string field)
    {
        var fault = Assert.Throws<RpcException>(() => Json.Read(Encoding.UTF8.GetBytes(json), Kinds.Descriptor));
        var violations = RpcErrors.GetStatus(fault!).Details.Single(each => each.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations;
        Assert.That(violations[0].Field, Is.EqualTo(field), violations.ToString());
    }

    [Test]
    public void Invalid_utf8_is_refused_and_every_fault_is_told()
    {
        Assert.Throws<RpcException>(() => Json.Read([.. "{\"aString\":\""u8, 0xff, .. "\"}"u8], Kinds.Descriptor));
        var fault = Assert.Throws<RpcException>(() => Json.Read("""{"anInt32":"x","aBool":2,"aMessage":{"time":"now"}}"""u8, Kinds.Descriptor));
        var violations = RpcErrors.GetStatus(fault!).Details.Single(each => each.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations;
        Assert.That(violations.Select(each => each.Field), Is.EqualTo(new[] { "anInt32", "aBool", "aMessage.time" }));
    }

    [TestCase("{\"aMessage\":", "{}", "}", 99)]
    [TestCase("{\"messages\":[", "{}", "]}", 99)]
    [TestCase("{\"byFixed64\":{\"1\":", "{}", "}}", 49)]
    [TestCase("{\"anAny\":{\"@type\":\"x/factorytwin.test.rest.v1.Kinds\",\"aMessage\":", "{}", "}}", 49)]
    public void Messages_may_be_nested_to_a_hundred_levels_and_no_deeper(string open, string middle, string close, int most)
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat(open, levels)) + middle + string.Concat(Enumerable.Repeat(close, levels));
        Assert.That(() => Kinds.Parser.ParseFrom(Json.Read(Encoding.UTF8.GetBytes(Nested(most)), Kinds.Descriptor)), Throws.Nothing);
        Assert.Throws<RpcException>(() => Json.Read(Encoding.UTF8.GetBytes(Nested(most + 1)), Kinds.Descriptor));
        Assert.Throws<RpcException>(() => Json.Read(Encoding.UTF8.GetBytes(Nested(100_000)), Kinds.Descriptor));
    }

    [TestCase("[", "]")]
    [TestCase("{\"a\":", "}")]
    public void A_value_of_any_kind_is_bounded_too(string open, string close)
    {
        string Nested(int levels) => $"{{\"aValue\":{string.Concat(Enumerable.Repeat(open, levels))}1{string.Concat(Enumerable.Repeat(close, levels))}}}";
        Assert.That(() => Kinds.Parser.ParseFrom(Json.Read(Encoding.UTF8.GetBytes(Nested(32)), Kinds.Descriptor)), Throws.Nothing);
        Assert.Throws<RpcException>(() => Json.Read(Encoding.UTF8.GetBytes(Nested(1000)), Kinds.Descriptor));
    }

    [Test]
    public void What_has_no_json_form_is_not_written()
    {
        Assert.That(() => Write(new Kinds { Time = new Timestamp { Seconds = 253_402_300_800 } }), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => Write(new Kinds { Duration = new Duration { Seconds = 1, Nanos = -1 } }), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => Write(new Kinds { AValue = Value.ForNumber(double.NaN) }), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => Write(new Kinds { Mask = new FieldMask { Paths = { "fooBar" } } }), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => Write(new Kinds { Mask = new FieldMask { Paths = { "foo_3_bar" } } }), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => Write(new Kinds { AnAny = new Any { TypeUrl = "x/no.Such" } }), Throws.InstanceOf<InvalidDataException>());
    }

    private static string Write(IMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        Json.Write(output, message);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
