using Google.Protobuf.Reflection;

namespace FactoryTwin.Contracts.Tests.Lint.Rules;

/// <summary>A moment is a Timestamp whose name ends in _time (_times where repeated); a length of time is a Duration, or a number with its unit.</summary>
internal sealed class Aip142Times() : Rule("aip-142-times")
{
    public override IEnumerable<Fault> Check(Contract contract)
    {
        foreach (var field in contract.Fields)
        {
            var last = Words.OfSnake(field.Name)[^1];
            var isTime = field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.Timestamp";
            if (isTime && last != (field.IsRepeated ? "times" : "time"))
                yield return At(field, "a Timestamp's name ends in _time");
            if (!isTime && last is "time" or "timestamp" or "date")
                yield return At(field, "a moment is a google.protobuf.Timestamp with a name in _time");
        }
    }
}
