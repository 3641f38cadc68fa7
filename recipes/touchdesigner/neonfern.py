# Neonfern in TouchDesigner: paste this into a Text DAT and run it (right-click, Run Script).
# It makes, beside the DAT: an OSC Out CHOP that sends to Neonfern, an OSC In CHOP with its features, an OSC In DAT with its
# beats and changes, and a Constant CHOP whose channels are Neonfern's addresses without the first slash.

here = me.parent()
HOST = '127.0.0.1'

sliders = here.create(constantCHOP, 'neonfern_values')
for i, (name, value) in enumerate([
    ('norm/view/zoom', 0.5),
    ('norm/master/brightness', 0.5),
    ('norm/motion/speed', 0.25),
    ('mix/1/weight', 1.0),
    ('mix/2/weight', 0.0),
]):
    sliders.par['name%d' % i] = name
    sliders.par['value%d' % i] = value

out = here.create(oscoutCHOP, 'neonfern_out')
out.par.netaddress = HOST
out.par.port = 4401
out.par.format = 'sample'
out.inputConnectors[0].connect(sliders)

features = here.create(oscinCHOP, 'neonfern_features')
features.par.port = 4402

# One program may have port 4402: the DAT listens on 4404, and says so to Neonfern.
messages = here.create(oscinDAT, 'neonfern_messages')
messages.par.port = 4404

sender = here.create(oscoutDAT, 'neonfern_send')
sender.par.address = HOST
sender.par.port = 4401
sender.sendOSC('/subscribe', [4404])

# From anywhere:  op('neonfern_send').sendOSC('/preset/go', ['flames'])
