using FactoryTwin.Local;

return await LocalProgram.RunAsync(args, Console.Out, Console.Error);
