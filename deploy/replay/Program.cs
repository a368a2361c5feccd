using FactoryTwin.Replay;

return await ReplayCommand.Create().Parse(args).InvokeAsync();
