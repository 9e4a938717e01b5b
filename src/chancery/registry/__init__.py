"""The one door: every act goes in through `Registry.perform`, every question through `Registry.check`."""
