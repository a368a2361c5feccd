return await FactoryTwin.Events.Tests.CrashWriter.RunAsync(args);
